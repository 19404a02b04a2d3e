import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, podSpecOf, wasAllowed } from './audit.ts';

/** Folders and sockets that give the node away. */
const dangerous =
  /^\/(?:$|etc(?:\/|$)|root(?:\/|$)|proc(?:\/|$)|dev(?:\/|$)|home(?:\/|$)|var\/?$|var\/lib\/(?:kubelet|docker|containerd)|(?:var\/)?run\/(?:docker|containerd|crio)|var\/run\/?$|run\/?$)/;

export const eksHostPathMounted = defineRule({
  id: 'eks_host_path_mounted',
  description:
    'A pod was made that mounts a folder of the node from which the node can be taken over: the root, the socket of the container runtime, credentials of the kubelet.\nFalse positive: agents for logs and security, which mount /var/log or a folder of their own; those are left out.',
  logs: ['eks:audit'],
  where: {
    stage: 'ResponseComplete',
    verb: ['create', 'update', 'patch'],
    'objectRef.resource': ['pods', 'deployments', 'daemonsets', 'statefulsets', 'jobs', 'cronjobs'],
  },
  when: ({ record }) => {
    const volumes = valueAt(podSpecOf(record), 'volumes');
    const paths = (Array.isArray(volumes) ? volumes : []).map((volume) => textAt(volume, 'hostPath.path'));
    const path = paths.find((one) => one !== '' && dangerous.test(one));
    if (!wasAllowed(record) || isClusterItself(record) || path === undefined) return false;
    return byUser(record, `${path} of the node mounted`, { host_path: path });
  },
  severity: 'high',
  tags: ['kubernetes', 'eks', 'privilege-escalation'],
  attack: [{ tactic: 'TA0004', technique: 'T1611' }],
  references: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1611/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'See which image it runs.',
    'If nobody knows of it: delete it, drain the node and make it anew.',
    'Enforce the baseline Pod Security Standard.',
  ),
});
