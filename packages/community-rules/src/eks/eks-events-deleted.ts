import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksEventsDeleted = defineRule({
  id: 'eks_events_deleted',
  description:
    'Somebody deleted the events of a namespace: what the cluster itself tells of pods and nodes.\nFalse positive: none in daily work; events end after an hour by themselves.',
  logs: ['eks:audit'],
  where: { stage: 'ResponseComplete', verb: ['delete', 'deletecollection'], 'objectRef.resource': 'events' },
  when: ({ record }) =>
    wasAllowed(record) &&
    !isClusterItself(record) &&
    byUser(record, `events of ${textAt(record, 'objectRef.namespace') || 'the cluster'} deleted`),
  severity: 'medium',
  tags: ['kubernetes', 'eks', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1070' }],
  references: [
    'https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1070/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'Read the audit log of the namespace for the hour before.',
  ),
});
