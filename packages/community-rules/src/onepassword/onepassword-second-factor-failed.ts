import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byPerson } from './onepassword.ts';

export const onepasswordSecondFactorFailed = defineRule({
  id: 'onepassword_second_factor_failed',
  description:
    'Somebody knows the password and the Secret Key of an account, and failed at the second factor.\nFalse positive: a person whose code was old.',
  logs: ['onepassword:signin_attempts'],
  where: { category: 'mfa_failed' },
  when: ({ record }) => byPerson(record, 'second factor failed'),
  merge: { by: ['email'], windowMinutes: 60 },
  severity: 'high',
  tags: ['1password', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078.004' },
    { tactic: 'TA0006', technique: 'T1555.005' },
  ],
  references: [
    'https://developer.1password.com/docs/events-api/sign-in-attempts/',
    'https://attack.mitre.org/techniques/T1078/004/',
    'https://attack.mitre.org/techniques/T1555/005/',
  ],
  runbook: steps(
    'Call the person: was it them?',
    'If not: begin a recovery of the account, and rotate what is in the vaults they see.',
    'See which device the Secret Key was on.',
  ),
});
