import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byPerson } from './onepassword.ts';

export const onepasswordAccountRecovered = defineRule({
  id: 'onepassword_account_recovered',
  description:
    'The recovery of an account was completed: a new password and Secret Key for everything that the person may see.\nFalse positive: a person who forgot their password, and asked for it.',
  logs: ['onepassword:audit_events'],
  where: { action: 'completr' },
  when: ({ record }) => byPerson(record, 'recovery completed'),
  severity: 'medium',
  tags: ['1password', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098' },
    { tactic: 'TA0006', technique: 'T1555.005' },
  ],
  references: [
    'https://developer.1password.com/docs/events-api/audit-events/',
    'https://attack.mitre.org/techniques/T1098/',
    'https://attack.mitre.org/techniques/T1555/005/',
  ],
  runbook: steps(
    'Call the person at a number you have: did they ask for it?',
    'If not: suspend the account, and find out who has their mail.',
    'Ask who approved the recovery how they knew the person.',
  ),
});
