import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byPerson } from './onepassword.ts';

export const onepasswordVaultExported = defineRule({
  id: 'onepassword_vault_exported',
  description:
    'Everything in a vault was exported, in the clear.\nFalse positive: a person who leaves for another product, as was agreed.',
  logs: ['onepassword:audit_events'],
  where: { action: 'export', object_type: 'vault' },
  when: ({ record }) => byPerson(record, 'vault exported'),
  severity: 'critical',
  tags: ['1password', 'credential-access', 'exfiltration'],
  attack: [
    { tactic: 'TA0006', technique: 'T1555.005' },
    { tactic: 'TA0010', technique: 'T1567' },
  ],
  references: [
    'https://developer.1password.com/docs/events-api/audit-events/',
    'https://attack.mitre.org/techniques/T1555/005/',
    'https://attack.mitre.org/techniques/T1567/',
  ],
  runbook: steps(
    'Call the person: was it them?',
    'Find where the file is, and have it destroyed.',
    'If it was not planned: rotate everything in the vault, the most valuable first.',
  ),
});
