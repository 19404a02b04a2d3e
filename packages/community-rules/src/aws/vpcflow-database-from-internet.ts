import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { countAt, isPrivate, isPublic, onFlow } from './flow.ts';

export const vpcflowDatabaseFromInternet = defineRule({
  id: 'vpcflow_database_from_internet',
  description:
    'A connection from the internet to a database or cache was let in and carried data.\nFalse positive: a managed database that is public by design; it should not be.',
  logs: ['vpcflow:v2', 'vpcflow:v5'],
  where: {
    action: 'ACCEPT',
    protocol: '6',
    dstport: ['1433', '1521', '3306', '5432', '6379', '9200', '11211', '27017'],
  },
  when: ({ record }) =>
    isPublic(textAt(record, 'srcaddr')) &&
    isPrivate(textAt(record, 'dstaddr')) &&
    countAt(record, 'packets') >= 10 &&
    onFlow(record, 'database reached from the internet'),
  merge: { by: ['srcaddr', 'dstaddr'], windowMinutes: 60 },
  severity: 'high',
  tags: ['aws', 'vpc', 'network', 'exposure'],
  attack: [
    { tactic: 'TA0001', technique: 'T1133' },
    { tactic: 'TA0001', technique: 'T1190' },
  ],
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html',
    'https://attack.mitre.org/techniques/T1133/',
    'https://attack.mitre.org/techniques/T1190/',
  ],
  runbook: steps(
    'Find the database by the interface, and the security group that lets the connection in.',
    'Read the log of the database: who signed in, what was read?',
    'Close the port to the internet.',
  ),
});
