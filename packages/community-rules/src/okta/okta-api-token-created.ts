import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor, targetsOf } from './okta.ts';

export const oktaApiTokenCreated = defineRule({
  id: 'okta_api_token_created',
  description:
    'An administrator made an API token: it has all their rights, needs no second factor, and stays when they leave.\nFalse positive: an integration that is set up; newer ones use OAuth instead.',
  logs: ['okta:logevents'],
  where: { eventType: ['system.api_token.create'], 'outcome.result': 'SUCCESS' },
  when: ({ record }) => byOktaActor(record, `API token ${targetsOf(record)[0] ?? ''} made`),
  severity: 'medium',
  tags: ['okta', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.001' },
    { tactic: 'TA0006', technique: 'T1528' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1098/001/',
    'https://attack.mitre.org/techniques/T1528/',
  ],
  runbook: steps(
    'Ask the person behind the account, over a channel that does not go through Okta.',
    'See what the token is for (its name in target) and limit it to the address of the integration.',
    'If nobody knows of it: revoke it, and look for its calls by transaction id.',
  ),
});
