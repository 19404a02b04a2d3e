import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor, targetsOf } from './okta.ts';

export const oktaPolicyWeakened = defineRule({
  id: 'okta_policy_weakened',
  description:
    'A sign-on or password policy, or a rule of one, was turned off or deleted.\nFalse positive: a policy that another one replaces in the same change.',
  logs: ['okta:logevents'],
  where: {
    eventType: [
      'policy.lifecycle.deactivate',
      'policy.lifecycle.delete',
      'policy.rule.deactivate',
      'policy.rule.delete',
    ],
    'outcome.result': 'SUCCESS',
  },
  when: ({ record }) => byOktaActor(record, `policy ${targetsOf(record)[0] ?? ''} off`),
  severity: 'medium',
  tags: ['okta', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556.009' },
    { tactic: 'TA0003', technique: 'T1556.009' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1556/009/',
  ],
  runbook: steps(
    'See what the policy asked for, and of whom.',
    'Ask the person behind the account, over a channel that does not go through Okta.',
    'Restore it unless the change was planned.',
  ),
});
