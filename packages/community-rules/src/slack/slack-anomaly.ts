import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byMember } from './slack.ts';

export const slackAnomaly = defineRule({
  id: 'slack_anomaly',
  description:
    'Slack found an activity unlike those of the member: another place or network, many downloads, a session used from two.\nFalse positive: a member who travels or works through a VPN.',
  logs: ['slack:audit'],
  where: { action: ['anomaly'] },
  when: ({ record }) => byMember(record, 'anomaly'),
  merge: { by: ['email'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['slack', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078.004' },
    { tactic: 'TA0009', technique: 'T1213.005' },
  ],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1078/004/',
    'https://attack.mitre.org/techniques/T1213/005/',
  ],
  runbook: steps(
    'Read the reasons in details.reason.',
    'Compare address and client with earlier activity of the member.',
    'Ask the person, not through the account itself.',
    'If it was not them: end their sessions in the admin console and have them sign in again.',
  ),
});
