import { defineRule, safeJsonParse } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byAdministrator } from './duo.ts';

export const duoUserPutInBypass = defineRule({
  id: 'duo_user_put_in_bypass',
  description:
    'A user was put into bypass: they sign in without a second factor, for as long as nobody changes it back.\nFalse positive: a user without their phone, with a ticket and an end.',
  logs: ['duo:administrator'],
  where: { action: 'user_update' },
  when: ({ record }) =>
    textAt(safeJsonParse(record['description']), 'status') === 'Bypass' && byAdministrator(record, 'bypass for'),
  severity: 'medium',
  tags: ['duo', 'mfa'],
  attack: [
    { tactic: 'TA0003', technique: 'T1556.006' },
    { tactic: 'TA0005', technique: 'T1556.006' },
  ],
  references: ['https://duo.com/docs/adminapi#administrator-logs', 'https://attack.mitre.org/techniques/T1556/006/'],
  runbook: steps(
    'Ask the administrator (username), and look for a ticket.',
    'Set the user to active again, and give them a bypass code that ends if they need one.',
    'Look at sign-ins of the user since then.',
  ),
});
