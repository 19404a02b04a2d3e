import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed } from './gsuite.ts';

export const gsuiteTwoStepVerificationOff = defineRule({
  id: 'gsuite_two_step_verification_off',
  description:
    'A user turned off 2-step verification for their account.\nFalse positive: a user who changes phones; they turn it on again within the hour.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'login' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['2sv_disable'])[0];
    return event !== undefined && byAccount(record, '2-step verification off');
  },
  severity: 'medium',
  tags: ['google-workspace', 'mfa'],
  attack: [
    { tactic: 'TA0003', technique: 'T1556.006' },
    { tactic: 'TA0005', technique: 'T1556.006' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/login',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the person behind the account, not by mail.',
    'If it was not them: reset their password, their cookies and their factors in the admin console.',
    'Have it turned on again, and require it for all.',
  ),
});
