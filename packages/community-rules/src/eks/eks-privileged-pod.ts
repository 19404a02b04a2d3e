import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, containersOf, isClusterItself, podSpecOf, wasAllowed } from './audit.ts';

export const eksPrivilegedPod = defineRule({
  id: 'eks_privileged_pod',
  description:
    'A pod was made that shares the host: privileged, or with its processes, network or memory. Who is in it is root on the node.\nFalse positive: agents for storage, network and security, which run in namespaces of their own; leave those out in a copy of this rule.',
  logs: ['eks:audit'],
  where: {
    stage: 'ResponseComplete',
    verb: ['create', 'update', 'patch'],
    'objectRef.resource': ['pods', 'deployments', 'daemonsets', 'statefulsets', 'replicasets', 'jobs', 'cronjobs'],
  },
  when: ({ record }) => {
    const spec = podSpecOf(record);
    const shares = ['hostPID', 'hostIPC', 'hostNetwork'].some((key) => valueAt(spec, key) === true);
    const privileged = containersOf(spec).some(
      (container) => valueAt(container, 'securityContext.privileged') === true,
    );
    if (!wasAllowed(record) || isClusterItself(record) || !(shares || privileged)) return false;
    return byUser(record, `pod that shares the host in ${textAt(record, 'objectRef.namespace') || 'the cluster'}`);
  },
  severity: 'high',
  tags: ['kubernetes', 'eks', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0002', technique: 'T1610' },
    { tactic: 'TA0004', technique: 'T1611' },
  ],
  references: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1610/',
    'https://attack.mitre.org/techniques/T1611/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'See which image it runs and what it mounts.',
    'If nobody knows of it: delete it, drain the node and make it anew.',
    'Enforce the baseline Pod Security Standard.',
  ),
});
