import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { onHost } from './rows.ts';

/** Where packages put their programs: one that is gone there was updated. */
const updated = /^\/(?:usr|bin|sbin|lib|opt|snap|nix)\//;

export const osqueryProcessWithoutBinary = defineRule({
  id: 'osquery_process_without_binary',
  description:
    'A process runs whose program is no longer on the disk: it was deleted after it started, so as not to be found.\nFalse positive: a program that was updated while it ran, until it restarts.',
  logs: ['osquery:differential'],
  where: { action: 'added', 'columns.on_disk': ['0', 0] },
  when: ({ record }) =>
    !updated.test(textAt(record, 'columns.path')) &&
    onHost(record, `program ${textAt(record, 'columns.path') || ''} deleted while it runs`),
  severity: 'medium',
  tags: ['osquery', 'endpoint', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1070.004' }],
  references: ['https://osquery.io/schema/', 'https://attack.mitre.org/techniques/T1070/004/'],
  runbook: steps(
    'Copy the program from /proc/PID/exe before it ends.',
    'See whether a package was updated just then.',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
  ),
});
