import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksShellInPod = defineRule({
  id: 'eks_shell_in_pod',
  description:
    'Somebody opened a shell in a running container, or attached to one.\nFalse positive: a developer looking for a fault. On production clusters it should be rare enough to ask.',
  logs: ['eks:audit'],
  where: { stage: 'ResponseComplete', 'objectRef.resource': 'pods', 'objectRef.subresource': ['exec', 'attach'] },
  when: ({ record }) =>
    wasAllowed(record) &&
    !isClusterItself(record) &&
    byUser(record, `shell in ${textAt(record, 'objectRef.namespace')}/${textAt(record, 'objectRef.name')}`),
  merge: { by: ['username', 'name'], windowMinutes: 30 },
  severity: 'low',
  tags: ['kubernetes', 'eks', 'execution'],
  attack: [{ tactic: 'TA0002', technique: 'T1609' }],
  references: [
    'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_exec/',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1609/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'See which command was run (request in the context) and what the pod may reach.',
    'If nobody knows of it: isolate the pod for forensics, and revoke the credentials of the user.',
  ),
});
