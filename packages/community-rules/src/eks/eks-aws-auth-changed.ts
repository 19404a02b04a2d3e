import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksAwsAuthChanged = defineRule({
  id: 'eks_aws_auth_changed',
  description:
    'Somebody changed which identities of AWS may enter the cluster, and as whom.\nFalse positive: a node group or role that infrastructure code adds.',
  logs: ['eks:audit'],
  where: {
    stage: 'ResponseComplete',
    verb: ['update', 'patch', 'delete', 'create'],
    'objectRef.resource': 'configmaps',
    'objectRef.namespace': 'kube-system',
    'objectRef.name': 'aws-auth',
  },
  when: ({ record }) => wasAllowed(record) && !isClusterItself(record) && byUser(record, 'aws-auth changed'),
  severity: 'medium',
  tags: ['kubernetes', 'eks', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.006' },
    { tactic: 'TA0004', technique: 'T1098.006' },
  ],
  references: [
    'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1098/006/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'Compare the map before and after: which role or user is new, in which groups?',
    'Restore it unless the change was planned.',
  ),
});
