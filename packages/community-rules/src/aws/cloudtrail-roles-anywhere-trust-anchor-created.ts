import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailRolesAnywhereTrustAnchorCreated = defineCloudTrailRule({
  id: 'cloudtrail_roles_anywhere_trust_anchor_created',
  description:
    'Somebody made IAM Roles Anywhere trust a certificate authority: whoever holds its key gets credentials for roles of the account, from any machine, for as long as the anchor stands.\nFalse positive: a hybrid-cloud project that connects servers in a data center.',
  where: {
    eventSource: 'rolesanywhere.amazonaws.com',
    eventName: ['CreateTrustAnchor', 'UpdateTrustAnchor', 'EnableTrustAnchor', 'ImportCrl'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) && byCaller(cloudTrail, `${cloudTrail.eventName} ${named(cloudTrail, 'name', '')}`.trimEnd()),
  severity: 'high',
  tags: ['aws', 'iam', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.001' },
    { tactic: 'TA0004', technique: 'T1484.002' },
  ],
  references: [
    'https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateTrustAnchor.html',
    'https://docs.aws.amazon.com/rolesanywhere/latest/userguide/getting-started.html',
    'https://attack.mitre.org/techniques/T1098/001/',
    'https://attack.mitre.org/techniques/T1484/002/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Find out whose certificate authority it is (requestParameters.source).',
    'If nobody owns it: disable the anchor and delete the profiles made with it.',
    'Search for CreateSession of rolesanywhere.amazonaws.com since then.',
  ),
});
