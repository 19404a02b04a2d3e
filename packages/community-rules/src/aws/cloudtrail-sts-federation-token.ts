import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailStsFederationToken = defineCloudTrailRule({
  id: 'cloudtrail_sts_federation_token',
  description:
    'A user exchanged an access key for a federated session, which can open the console and keeps working for up to 36 hours after the key is deactivated.\nFalse positive: an old broker application that signs people in to the console; it calls from one address, under one name.',
  where: { eventSource: 'sts.amazonaws.com', eventName: 'GetFederationToken' },
  when: (cloudTrail) =>
    succeeded(cloudTrail) && byCaller(cloudTrail, `federated session ${named(cloudTrail, 'name', '')}`.trimEnd()),
  merge: { by: ['accessKeyId', 'name'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'sts', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.001' },
    { tactic: 'TA0004', technique: 'T1098.001' },
  ],
  references: [
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
    'https://attack.mitre.org/techniques/T1098/001/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Find what the session did: its calls have userIdentity.type FederatedUser and the name in requestParameters.name.',
    'If it was not the broker: attach a policy to the user that denies everything to sessions issued before now; deactivating the key is not enough.',
  ),
});
