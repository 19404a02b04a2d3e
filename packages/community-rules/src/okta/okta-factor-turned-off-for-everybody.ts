import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor } from './okta.ts';

export const oktaFactorTurnedOffForEverybody = defineRule({
  id: 'okta_factor_turned_off_for_everybody',
  description:
    'A kind of factor was turned off for the whole organization.\nFalse positive: the planned end of text messages as a factor.',
  logs: ['okta:logevents'],
  where: { eventType: ['system.mfa.factor.deactivate'], 'outcome.result': 'SUCCESS' },
  when: ({ record }) => byOktaActor(record, 'factor turned off'),
  severity: 'high',
  tags: ['okta', 'mfa', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556.006' },
    { tactic: 'TA0003', technique: 'T1556.006' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the person behind the account, over a channel that does not go through Okta.',
    'Turn the factor on again unless it was planned.',
    'If it was not them: end the sessions of the account, reset its password and factors, and read what it did since.',
  ),
});
