import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor } from './okta.ts';

export const oktaSuspiciousActivityReported = defineRule({
  id: 'okta_suspicious_activity_reported',
  description:
    'A user told Okta, by the link in a security mail, that it was not them.\nFalse positive: a user who did not recognise their own new phone.',
  logs: ['okta:logevents'],
  where: { eventType: ['user.account.report_suspicious_activity_by_enduser'], 'outcome.result': 'SUCCESS' },
  when: ({ record }) => byOktaActor(record, 'suspicious activity reported'),
  severity: 'high',
  tags: ['okta', 'initial-access'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Call the user and ask what they saw.',
    'If it was not them: end the sessions of the account, reset its password and factors, and read what it did since.',
    'See which factor or sign-in the mail was about, and remove it.',
  ),
});
