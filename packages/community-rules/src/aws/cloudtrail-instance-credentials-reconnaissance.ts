import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller } from './cloudtrail-wording.ts';

/** Session name of credentials that EC2 handed to an instance. */
const instanceSession = /:i-[0-9a-f]{8,17}$/i;

/** Brokers of identity sign this very call and have it made by another party. */
const brokers = /vault|consul|aws-iam-authenticator|kube/i;

export const cloudtrailInstanceCredentialsReconnaissance = defineCloudTrailRule({
  id: 'cloudtrail_instance_credentials_reconnaissance',
  description:
    'Somebody with the credentials of an EC2 instance asked who they are, or looked around in IAM. Programs on an instance know what they may do; who took their credentials from the metadata service does not.\nFalse positive: an agent or script on the instance that prints its identity as it starts. Merged by role and instance, so that it comes once an hour.',
  where: {
    eventName: [
      'GetCallerIdentity',
      'GetAccountSummary',
      'ListUsers',
      'ListRoles',
      'ListAttachedRolePolicies',
      'ListGroups',
      'GetAccountAuthorizationDetails',
      'ListAccessKeys',
    ],
  },
  when: (cloudTrail) =>
    instanceSession.test(textAt(cloudTrail, 'userIdentity.principalId')) &&
    !brokers.test(textAt(cloudTrail, 'userAgent')) &&
    !textAt(cloudTrail, 'sourceIPAddress').endsWith('.amazonaws.com') &&
    byCaller(cloudTrail, `${cloudTrail.eventName} with credentials of an instance`),
  merge: { by: ['principalId'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'ec2', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1552.005' },
    { tactic: 'TA0007', technique: 'T1087.004' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html',
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    'https://attack.mitre.org/techniques/T1552/005/',
    'https://attack.mitre.org/techniques/T1087/004/',
  ],
  runbook: steps(
    'Compare sourceIPAddress with the public address of the instance named in the session (the last part of the actor).',
    'If they differ: the credentials are used elsewhere. Revoke the sessions of the role and isolate the instance.',
    'If they agree: find the program on the instance that made the call.',
    'Set HttpTokens to required and the hop limit to 1.',
  ),
});
