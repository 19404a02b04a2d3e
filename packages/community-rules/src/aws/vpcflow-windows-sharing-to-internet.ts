import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { countAt, isPrivate, isPublic, onFlow } from './flow.ts';

export const vpcflowWindowsSharingToInternet = defineRule({
  id: 'vpcflow_windows_sharing_to_internet',
  description:
    "A host speaks SMB to the internet: it was made to, so that it sends the hash of somebody's password, or it gives files away.\nFalse positive: none in daily work; a provider of storage that is used by SMB is rare.",
  logs: ['vpcflow:v2', 'vpcflow:v5'],
  where: { action: 'ACCEPT', protocol: '6', dstport: ['139', '445'] },
  when: ({ record }) =>
    isPrivate(textAt(record, 'srcaddr')) &&
    isPublic(textAt(record, 'dstaddr')) &&
    countAt(record, 'packets') >= 4 &&
    onFlow(record, 'SMB to the internet'),
  merge: { by: ['srcaddr', 'dstaddr'], windowMinutes: 60 },
  severity: 'high',
  tags: ['aws', 'vpc', 'network', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1187' },
    { tactic: 'TA0010', technique: 'T1048' },
  ],
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
    'https://attack.mitre.org/techniques/T1187/',
    'https://attack.mitre.org/techniques/T1048/',
  ],
  runbook: steps(
    'Find the host by its interface, and the process that speaks (a document that was opened, a service).',
    'Block ports 139 and 445 outwards.',
    'Change the passwords of who was signed in on the host.',
  ),
});
