import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byMember } from './slack.ts';

export const slackExportStarted = defineRule({
  id: 'slack_export_started',
  description:
    'Somebody started the export of messages, or allowed exports.\nFalse positive: a legal hold, which the legal department asked for.',
  logs: ['slack:audit'],
  where: {
    action: [
      'manual_export_started',
      'scheduled_export_started',
      'corporate_exports_approved',
      'manual_export_downloaded',
    ],
  },
  when: ({ record }) => byMember(record, textAt(record, 'action')),
  severity: 'high',
  tags: ['slack', 'exfiltration'],
  attack: [
    { tactic: 'TA0009', technique: 'T1213.005' },
    { tactic: 'TA0010', technique: 'T1567' },
  ],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1213/005/',
    'https://attack.mitre.org/techniques/T1567/',
  ],
  runbook: steps(
    'Ask the legal department and the owners of the workspace.',
    'If nobody asked for it: cancel the export, and see whether it was downloaded.',
    'If it was not them: end their sessions in the admin console and have them sign in again.',
  ),
});
