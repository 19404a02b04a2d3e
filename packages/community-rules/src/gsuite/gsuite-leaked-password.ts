import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

export const gsuiteLeakedPassword = defineRule({
  id: 'gsuite_leaked_password',
  description:
    'Google disabled an account because its password is in a list of leaked ones.\nFalse positive: none known.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'login' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['account_disabled_password_leak'])[0];
    return (
      event !== undefined &&
      byAccount(record, `password of ${parameter(event, 'affected_email_address') ?? 'an account'} leaked; found`)
    );
  },
  severity: 'high',
  tags: ['google-workspace', 'leaked-credentials'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078.004' },
    { tactic: 'TA0006', technique: 'T1110.004' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login',
    'https://attack.mitre.org/techniques/T1078/004/',
    'https://attack.mitre.org/techniques/T1110/004/',
  ],
  runbook: steps(
    'Have the user set a new password, one they use nowhere else.',
    'See what the account did before it was disabled.',
    'Ask where else the password was used.',
  ),
});
