import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

export const gsuiteTwoStepVerificationNotRequired = defineRule({
  id: 'gsuite_two_step_verification_not_required',
  description:
    'An administrator no longer requires 2-step verification, or turned it off for a user.\nFalse positive: a user who lost their phone, with a ticket.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'admin' },
  when: ({ record }) => {
    const event = eventsNamed(record, [
      'ENFORCE_STRONG_AUTHENTICATION',
      'ALLOW_STRONG_AUTHENTICATION',
      'TURN_OFF_2_STEP_VERIFICATION',
    ]).find(
      (event) => textAt(event, 'name') === 'TURN_OFF_2_STEP_VERIFICATION' || parameter(event, 'NEW_VALUE') === 'false',
    );
    return event !== undefined && byAccount(record, '2-step verification no longer required');
  },
  severity: 'high',
  tags: ['google-workspace', 'mfa', 'defense-evasion'],
  attack: [
    { tactic: 'TA0003', technique: 'T1556.006' },
    { tactic: 'TA0005', technique: 'T1556.006' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-security-settings',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the person behind the account, not by mail.',
    'Require it again unless the change was planned.',
    'If it was not them: reset their password, their cookies and their factors in the admin console.',
  ),
});
