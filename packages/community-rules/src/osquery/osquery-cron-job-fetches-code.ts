import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { onHost } from './rows.ts';

/** Fetched and run, decoded and run, or kept where everybody may write. */
const suspicious = /\b(?:curl|wget)\b.*\|.*sh\b|\bbase64\b.*-d|(?:^|\s)\/(?:tmp|var\/tmp|dev\/shm)\//;

export const osqueryCronJobFetchesCode = defineRule({
  id: 'osquery_cron_job_fetches_code',
  description:
    'A job of cron fetches something from the network, decodes it, or runs it from a folder where everybody may write.\nFalse positive: a job that asks a monitor whether it is there; it keeps nothing and runs nothing.',
  logs: ['osquery:differential'],
  where: { action: 'added' },
  when: ({ record }) =>
    textAt(record, 'columns.minute') !== '' &&
    suspicious.test(textAt(record, 'columns.command')) &&
    onHost(record, 'suspicious cron job'),
  severity: 'high',
  tags: ['osquery', 'endpoint', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1053.003' },
    { tactic: 'TA0002', technique: 'T1053.003' },
  ],
  references: ['https://osquery.io/schema/', 'https://attack.mitre.org/techniques/T1053/003/'],
  runbook: steps(
    'Read the job, and fetch what it fetches in a place where it can do no harm.',
    'Find out who wrote it and when (path in the context).',
    'If nobody knows of it: isolate the host, and keep its memory for forensics.',
  ),
});
