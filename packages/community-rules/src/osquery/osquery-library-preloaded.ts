import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { onHost } from './rows.ts';

export const osqueryLibraryPreloaded = defineRule({
  id: 'osquery_library_preloaded',
  description:
    'A library was put into /etc/ld.so.preload: every program of the host loads it first. Rootkits hide themselves in this way.\nFalse positive: a tool for tracing memory, on purpose and for a short time.',
  logs: ['osquery:differential'],
  where: { action: 'added', 'columns.target_path': ['/etc/ld.so.preload'] },
  when: ({ record }) => onHost(record, '/etc/ld.so.preload changed'),
  severity: 'critical',
  tags: ['osquery', 'endpoint', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1574.006' },
    { tactic: 'TA0005', technique: 'T1574.006' },
  ],
  references: ['https://osquery.io/schema/', 'https://attack.mitre.org/techniques/T1574/006/'],
  runbook: steps(
    'Copy the library and the file from outside the running system: it may hide itself.',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
    'Make the host anew.',
  ),
});
