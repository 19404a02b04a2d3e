import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byMember } from './slack.ts';

export const slackMaliciousFile = defineRule({
  id: 'slack_malicious_file',
  description: 'Slack found a file that does harm.\nFalse positive: a sample that analysts passed to each other.',
  logs: ['slack:audit'],
  where: { action: ['file_malicious_content_detected'] },
  when: ({ record }) => byMember(record, `malicious file ${textAt(record, 'entity.file.name')}`),
  severity: 'high',
  tags: ['slack', 'malware'],
  attack: [
    { tactic: 'TA0002', technique: 'T1204.002' },
    { tactic: 'TA0008', technique: 'T1080' },
  ],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1204/002/',
    'https://attack.mitre.org/techniques/T1080/',
  ],
  runbook: steps(
    'Delete the file, and see in which channels it was and who opened it.',
    'Ask who posted it where it came from: their account may be taken.',
    'Look at the hosts of those who opened it.',
  ),
});
