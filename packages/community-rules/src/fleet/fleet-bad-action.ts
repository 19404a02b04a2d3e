import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';

export const fleetBadAction = defineRule({
  id: 'fleet_bad_action',
  description:
    'An example: a query of Fleet answers that something bad was done. Write the query that sets the column bad_action, then turn the rule on.\nFalse positive: a host that does not have the column yet: it counts as bad.',
  logs: ['fleet:results'],
  where: { action: ['added', 'removed', 'snapshot'] },
  when: ({ record }) => (valueAt(record, 'columns.bad_action') ?? '1') === '1',
  severity: 'low',
  tags: ['fleet', 'example'],
  attack: [{ tactic: 'TA0002', technique: 'T1059' }],
  references: [
    'https://fleetdm.com/docs/using-fleet/log-destinations',
    'https://osquery.io/schema/',
    'https://attack.mitre.org/techniques/T1059/',
  ],
  runbook: steps('See on which host, and what the query found.', 'Ask the owner of the host.'),
  enabled: false,
});
