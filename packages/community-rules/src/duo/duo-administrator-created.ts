import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAdministrator } from './duo.ts';

export const duoAdministratorCreated = defineRule({
  id: 'duo_administrator_created',
  description: 'An administrator of Duo was made.\nFalse positive: a new member of the identity team.',
  logs: ['duo:administrator'],
  where: { action: 'admin_create' },
  when: ({ record }) => byAdministrator(record, 'administrator made:'),
  severity: 'high',
  tags: ['duo', 'persistence'],
  attack: [{ tactic: 'TA0003', technique: 'T1136.003' }],
  references: ['https://duo.com/docs/adminapi#administrator-logs', 'https://attack.mitre.org/techniques/T1136/003/'],
  runbook: steps(
    'Ask the administrator (username), and look for a ticket.',
    'See which role it is (description.role).',
    'If nobody knows of it: delete the administrator, and treat the account of the maker as taken.',
  ),
});
