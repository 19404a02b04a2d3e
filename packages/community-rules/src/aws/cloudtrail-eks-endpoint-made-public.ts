import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailEksEndpointMadePublic = defineCloudTrailRule({
  id: 'cloudtrail_eks_endpoint_made_public',
  description:
    'Somebody opened the API server of a Kubernetes cluster to the whole internet.\nFalse positive: a new cluster whose first set-up is done from home; the endpoint of a finished cluster has no reason to be open.',
  where: { eventSource: 'eks.amazonaws.com', eventName: ['UpdateClusterConfig', 'CreateCluster'] },
  when: (cloudTrail) => {
    const vpc = valueAt(cloudTrail, 'requestParameters.resourcesVpcConfig');
    const ranges = valueAt(vpc, 'publicAccessCidrs');
    const isOpen =
      valueAt(vpc, 'endpointPublicAccess') === true &&
      (!Array.isArray(ranges) || ranges.length === 0 || ranges.includes('0.0.0.0/0'));
    return (
      succeeded(cloudTrail) && isOpen && byCaller(cloudTrail, `cluster ${named(cloudTrail, 'name', '')} made public`)
    );
  },
  severity: 'medium',
  tags: ['aws', 'eks', 'exposure'],
  attack: [
    { tactic: 'TA0001', technique: 'T1133' },
    { tactic: 'TA0003', technique: 'T1133' },
  ],
  references: [
    'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
    'https://attack.mitre.org/techniques/T1133/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Limit publicAccessCidrs to the networks that need it, or close the public endpoint.',
    'Look in the audit log of the cluster for anonymous requests since then.',
  ),
});
