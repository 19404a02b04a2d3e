import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailSecretsReadByUser = defineCloudTrailRule({
  id: 'cloudtrail_secrets_read_by_user',
  description:
    'A person with a key of IAM read a secret, or many at once. Applications read secrets with roles; who holds stolen keys reads all they can.\nFalse positive: an administrator who looks up a password by hand. The alert merges an hour of one identity: one secret is such a case, twenty are not.',
  where: {
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: ['GetSecretValue', 'BatchGetSecretValue'],
    'userIdentity.type': ['IAMUser', 'Root', 'FederatedUser'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) && byCaller(cloudTrail, `secret ${named(cloudTrail, 'secretId', '(several)')} read`),
  merge: { by: ['arn'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'secrets-manager', 'credential-access'],
  attack: [{ tactic: 'TA0006', technique: 'T1555.006' }],
  references: [
    'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html',
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring.html',
    'https://attack.mitre.org/techniques/T1555/006/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'List the secrets that were read: requestParameters.secretId of the merged records.',
    'If it was not them: rotate every one of these secrets.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
