import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';

export const cloudtrailNetworkAclIngressAnywhere = defineCloudTrailRule({
  id: 'cloudtrail_network_acl_ingress_anywhere',
  description:
    'Somebody opened the network ACL of a subnet to the whole internet.\nFalse positive: a subnet of public load balancers, whose ACL is open by design.',
  where: {
    eventName: 'CreateNetworkAclEntry',
    'requestParameters.cidrBlock': '0.0.0.0/0',
    'requestParameters.ruleAction': 'allow',
    'requestParameters.egress': false,
  },
  when: (cloudTrail) => ({
    alert: true,
    title: `${valueAt(cloudTrail, 'requestParameters.networkAclId') ?? 'an ACL'} by ${caller(cloudTrail)}`,
  }),
  severity: 'medium',
  tags: ['aws', 'ec2', 'network', 'exposure'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.007' }],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html',
    'https://attack.mitre.org/techniques/T1562/007/',
  ],
  runbook: steps(
    'See which ports the entry opens and what listens behind it; security groups may still hold the door.',
    'Delete the entry unless the owner of the subnet confirms it, and look for connections from outside in the flow logs since then.',
  ),
});
