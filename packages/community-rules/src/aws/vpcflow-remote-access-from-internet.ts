import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { countAt, isPrivate, isPublic, onFlow } from './flow.ts';

export const vpcflowRemoteAccessFromInternet = defineRule({
  id: 'vpcflow_remote_access_from_internet',
  description:
    'A connection from the internet to SSH, RDP or WinRM of a host was let in and carried more than a knock on the door.\nFalse positive: a bastion host, which is there for it; leave its interface out in a copy of this rule.',
  logs: ['vpcflow:v2', 'vpcflow:v5'],
  where: { action: 'ACCEPT', protocol: '6', dstport: ['22', '3389', '5985', '5986'] },
  when: ({ record }) =>
    isPublic(textAt(record, 'srcaddr')) &&
    isPrivate(textAt(record, 'dstaddr')) &&
    countAt(record, 'packets') >= 20 &&
    onFlow(record, 'remote access from the internet'),
  merge: { by: ['srcaddr', 'dstaddr'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'vpc', 'network', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1133' },
    { tactic: 'TA0008', technique: 'T1021' },
  ],
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
    'https://attack.mitre.org/techniques/T1133/',
    'https://attack.mitre.org/techniques/T1021/',
  ],
  runbook: steps(
    'Find the host by its interface, and the security group that lets the connection in.',
    'Look in the authentication log of the host: did anybody sign in?',
    'Close the port to the internet; use Session Manager instead.',
  ),
});
