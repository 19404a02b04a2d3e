import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksSecretsListed = defineRule({
  id: 'eks_secrets_listed',
  description:
    'Somebody listed the secrets of a namespace or of the whole cluster; a list holds their content.\nFalse positive: a tool that keeps secrets in step with a store; it has a service account that a copy of this rule can leave out.',
  logs: ['eks:audit'],
  where: { stage: 'ResponseComplete', verb: ['list', 'watch'], 'objectRef.resource': 'secrets' },
  when: ({ record }) =>
    wasAllowed(record) &&
    !isClusterItself(record) &&
    byUser(record, `secrets of ${textAt(record, 'objectRef.namespace') || 'the whole cluster'} listed`),
  merge: { by: ['username'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['kubernetes', 'eks', 'credential-access'],
  attack: [{ tactic: 'TA0006', technique: 'T1552.007' }],
  references: [
    'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1552/007/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'See what is in these secrets: credentials of service accounts, of databases, of clouds.',
    'If nobody knows of it: rotate them, and revoke the credentials of the user.',
  ),
});
