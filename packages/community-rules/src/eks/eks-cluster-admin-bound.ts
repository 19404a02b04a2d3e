import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksClusterAdminBound = defineRule({
  id: 'eks_cluster_admin_bound',
  description:
    'Somebody bound a user, group or service account to cluster-admin.\nFalse positive: the set-up of a cluster, or an operator that asks for it as it is installed.',
  logs: ['eks:audit'],
  where: {
    stage: 'ResponseComplete',
    verb: ['create', 'update', 'patch'],
    'objectRef.resource': ['clusterrolebindings', 'rolebindings'],
    'requestObject.roleRef.name': 'cluster-admin',
  },
  when: ({ record }) =>
    wasAllowed(record) &&
    !isClusterItself(record) &&
    byUser(record, `cluster-admin bound by ${textAt(record, 'objectRef.name') || 'a binding'}`),
  severity: 'high',
  tags: ['kubernetes', 'eks', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.006' },
    { tactic: 'TA0004', technique: 'T1098.006' },
  ],
  references: [
    'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1098/006/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'See who gets the rights (subjects in requestObject).',
    'If nobody knows of it: delete the binding, and read what the subject did since then.',
  ),
});
