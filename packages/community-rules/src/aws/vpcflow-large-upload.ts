import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { countAt, isPrivate, isPublic, onFlow } from './flow.ts';

export const vpcflowLargeUpload = defineRule({
  id: 'vpcflow_large_upload',
  description:
    'A host sent more than a gigabyte to one address of the internet within one interval of the log.\nFalse positive: a backup or a release that is uploaded; such hosts can be left out in a copy of this rule. What a server answers is not counted.',
  logs: ['vpcflow:v2', 'vpcflow:v5'],
  where: { action: 'ACCEPT', protocol: ['6', '17'] },
  when: ({ record }) =>
    isPrivate(textAt(record, 'srcaddr')) &&
    isPublic(textAt(record, 'dstaddr')) &&
    Number(textAt(record, 'srcport')) > 1023 &&
    countAt(record, 'bytes') >= 1_000_000_000 &&
    onFlow(record, `${Math.round(countAt(record, 'bytes') / 1_000_000)} MB sent`),
  merge: { by: ['srcaddr', 'dstaddr'], windowMinutes: 60 },
  severity: 'low',
  tags: ['aws', 'vpc', 'network', 'exfiltration'],
  attack: [{ tactic: 'TA0010', technique: 'T1048' }],
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
    'https://attack.mitre.org/techniques/T1048/',
  ],
  runbook: steps(
    'Find out whose address it is.',
    'Find the process on the host, and what it sent.',
    'If nobody knows of it: isolate the host.',
  ),
});
