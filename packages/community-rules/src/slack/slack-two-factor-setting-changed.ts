import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byMember } from './slack.ts';

export const slackTwoFactorSettingChanged = defineRule({
  id: 'slack_two_factor_setting_changed',
  description:
    'Whether members need a second factor was changed.\nFalse positive: the second factor being required, which is good news.',
  logs: ['slack:audit'],
  where: { action: ['pref.two_factor_auth_changed'] },
  when: ({ record }) =>
    valueAt(record, 'details.new_value') !== true && byMember(record, 'second factor setting changed'),
  severity: 'medium',
  tags: ['slack', 'mfa'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556.006' },
    { tactic: 'TA0003', technique: 'T1556.006' },
  ],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the person, not through the account itself.',
    'See whether it is still required (details), and require it unless single sign-on does.',
  ),
});
