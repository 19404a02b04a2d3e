import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { onHost } from './rows.ts';

export const osqueryAuthorizedKeyAdded = defineRule({
  id: 'osquery_authorized_key_added',
  description:
    'A key for SSH was added to an account of a host: whoever has its other half gets in, password or not.\nFalse positive: a new colleague, or configuration management.',
  logs: ['osquery:differential'],
  where: { action: 'added' },
  when: ({ record }) =>
    /(?:^|\/)authorized_keys2?$/.test(textAt(record, 'columns.key_file')) &&
    onHost(
      record,
      `key for ${textAt(record, 'columns.username') || textAt(record, 'columns.uid') || 'an account'} added`,
    ),
  severity: 'medium',
  tags: ['osquery', 'endpoint', 'persistence'],
  attack: [{ tactic: 'TA0003', technique: 'T1098.004' }],
  references: ['https://osquery.io/schema/', 'https://attack.mitre.org/techniques/T1098/004/'],
  runbook: steps(
    'See whose account it is and whose key (its comment).',
    'Ask configuration management or the owner of the account.',
    'If nobody knows of it: remove the key, and look for sign-ins with it.',
  ),
});
