import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailEksClusterAdminGranted = defineCloudTrailRule({
  id: 'cloudtrail_eks_cluster_admin_granted',
  description:
    'Somebody gave an identity the rights of a cluster administrator through the access entries of EKS, past the role bindings that people look at.\nFalse positive: the set-up of a cluster by infrastructure code.',
  where: { eventSource: 'eks.amazonaws.com', eventName: 'AssociateAccessPolicy' },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    /Amazon(?:EKS|EKSCluster)AdminPolicy|AmazonEKSClusterAdminPolicy/.test(
      textAt(cloudTrail, 'requestParameters.policyArn'),
    ) &&
    byCaller(cloudTrail, `${named(cloudTrail, 'principalArn', 'somebody')} made cluster administrator`),
  severity: 'high',
  tags: ['aws', 'eks', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.006' },
    { tactic: 'TA0004', technique: 'T1098.006' },
  ],
  references: [
    'https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html',
    'https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html',
    'https://attack.mitre.org/techniques/T1098/006/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See who got the rights: requestParameters.principalArn.',
    'If it was not planned: disassociate the policy, and read what the identity did in the audit log of the cluster.',
  ),
});
