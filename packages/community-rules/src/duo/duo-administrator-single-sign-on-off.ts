import { defineRule, safeJsonParse } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byAdministrator } from './duo.ts';

export const duoAdministratorSingleSignOnOff = defineRule({
  id: 'duo_administrator_single_sign_on_off',
  description:
    "Administrators of Duo may sign in with a password of Duo's own again, past single sign-on.\nFalse positive: a test of the emergency procedure.",
  logs: ['duo:administrator'],
  where: { action: 'admin_single_sign_on_update' },
  when: ({ record }) =>
    textAt(safeJsonParse(record['description']), 'enforcement_status') === 'disabled' &&
    byAdministrator(record, 'single sign-on off for'),
  severity: 'high',
  tags: ['duo', 'federation'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556' },
    { tactic: 'TA0003', technique: 'T1556' },
  ],
  references: ['https://duo.com/docs/adminapi#administrator-logs', 'https://attack.mitre.org/techniques/T1556/'],
  runbook: steps(
    'Ask the administrator (username), and look for a ticket.',
    'Require single sign-on again unless the change was planned.',
  ),
});
