import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byMember } from './slack.ts';

export const slackProtectionRemoved = defineRule({
  id: 'slack_protection_removed',
  description:
    "A rule that keeps data from leaving was turned off, a barrier between groups deleted, or the company's own keys given up.\nFalse positive: a rule that another one replaces in the same change.",
  logs: ['slack:audit'],
  where: { action: ['native_dlp_rule_deactivated', 'barrier_deleted', 'ekm_unenrolled'] },
  when: ({ record }) => byMember(record, textAt(record, 'action')),
  severity: 'high',
  tags: ['slack', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Ask the person, not through the account itself.',
    'Turn it on again unless the change was planned.',
    'Look for files and messages that left since then.',
  ),
});
