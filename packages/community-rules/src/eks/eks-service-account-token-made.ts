import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksServiceAccountTokenMade = defineRule({
  id: 'eks_service_account_token_made',
  description:
    'Somebody asked for a token of a service account: they can act as it, from anywhere, until it ends.\nFalse positive: a developer who tries a service account out.',
  logs: ['eks:audit'],
  where: {
    stage: 'ResponseComplete',
    verb: 'create',
    'objectRef.resource': 'serviceaccounts',
    'objectRef.subresource': 'token',
  },
  when: ({ record }) =>
    wasAllowed(record) &&
    !isClusterItself(record) &&
    byUser(record, `token of ${textAt(record, 'objectRef.namespace')}/${textAt(record, 'objectRef.name')} made`),
  severity: 'medium',
  tags: ['kubernetes', 'eks', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1528' },
    { tactic: 'TA0004', technique: 'T1078.004' },
  ],
  references: [
    'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1528/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'See what the service account may do.',
    'Search for its requests from the address of the user.',
  ),
});
