import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byMember } from './slack.ts';

export const slackSingleSignOnChanged = defineRule({
  id: 'slack_single_sign_on_changed',
  description:
    'The settings of single sign-on were changed.\nFalse positive: the change of a certificate that expires.',
  logs: ['slack:audit'],
  where: { action: ['pref.sso_setting_changed'] },
  when: ({ record }) => byMember(record, 'single sign-on changed'),
  severity: 'high',
  tags: ['slack', 'federation'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556' },
    { tactic: 'TA0003', technique: 'T1556' },
  ],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1556/',
  ],
  runbook: steps(
    'Ask the person, not through the account itself.',
    'Compare the provider with what the company uses.',
    'Restore the settings unless the change was planned.',
  ),
});
