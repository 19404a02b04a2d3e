import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { onHost } from './rows.ts';

const inUserFolder = /^\/(?:tmp|var\/tmp|dev\/shm|home|Users|run\/user)\//;

export const osquerySetuidProgramInUserFolder = defineRule({
  id: 'osquery_setuid_program_in_user_folder',
  description:
    'A program that runs with the rights of root, whoever starts it, lies where users may write.\nFalse positive: none known: packages put theirs below /usr.',
  logs: ['osquery:differential'],
  where: { action: 'added' },
  when: ({ record }) =>
    inUserFolder.test(textAt(record, 'columns.path')) &&
    textAt(record, 'columns.permissions').includes('S') &&
    onHost(record, `setuid program ${textAt(record, 'columns.path')}`),
  severity: 'high',
  tags: ['osquery', 'endpoint', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0004', technique: 'T1548.001' },
    { tactic: 'TA0003', technique: 'T1574' },
  ],
  references: [
    'https://osquery.io/schema/',
    'https://attack.mitre.org/techniques/T1548/001/',
    'https://attack.mitre.org/techniques/T1574/',
  ],
  runbook: steps(
    'See who owns the file and when it was made.',
    'Take the bit away, and find out who has run it.',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
  ),
});
