import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

export const gsuiteSuspiciousLogin = defineRule({
  id: 'gsuite_suspicious_login',
  description:
    'A sign-in succeeded, or nearly did, that is unlike those of the user.\nFalse positive: a user who travels, or has a new device.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'login' },
  when: ({ record }) => {
    const event = eventsNamed(record, [
      'suspicious_login',
      'suspicious_login_less_secure_app',
      'suspicious_programmatic_login',
      'login_success',
    ]).find((event) => textAt(event, 'name') !== 'login_success' || parameter(event, 'is_suspicious') === true);
    return event !== undefined && byAccount(record, 'suspicious sign-in');
  },
  merge: { by: ['email'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['google-workspace', 'initial-access'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Compare address and device with the earlier sign-ins.',
    'Ask the person behind the account, not by mail.',
    'If it was not them: reset their password, their cookies and their factors in the admin console.',
  ),
});
