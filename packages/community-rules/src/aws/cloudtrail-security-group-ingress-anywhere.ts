import { defineCloudTrailRule, getFirstKey, getKeys, type JsonObject } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';

const anywhere = '0.0.0.0/0';
const anywhereIpv6 = '::/0';

/** `22/tcp`, or `all traffic` where no port is named. */
function portOf(parameters: JsonObject): string {
  const [from, to, protocol] = ['fromPort', 'toPort', 'ipProtocol'].map((key) => getFirstKey(parameters, key));
  if (from === undefined) return 'all traffic';
  return `${from === to ? from : `${from}-${to}`}/${protocol}`;
}

export const cloudtrailSecurityGroupIngressAnywhere = defineCloudTrailRule({
  id: 'cloudtrail_security_group_ingress_anywhere',
  description:
    'Somebody opened a security group to the whole internet.\nFalse positive: ports 80 and 443 of a public load balancer.',
  where: { eventName: 'AuthorizeSecurityGroupIngress' },
  when: ({ requestParameters }) => {
    const parameters = requestParameters ?? {};
    const open = [
      ...getKeys(parameters, 'cidrIp').filter((range) => range === anywhere),
      ...getKeys(parameters, 'cidrIpv6').filter((range) => range === anywhereIpv6),
    ];
    if (open.length === 0) return false;
    const group = getFirstKey(parameters, 'groupId') ?? getFirstKey(parameters, 'groupName') ?? 'a group';
    return { alert: true, title: `${group} ${portOf(parameters)} ${open[0]}` };
  },
  severity: 'medium',
  tags: ['aws', 'ec2', 'network', 'exposure'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.007' }],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html',
    'https://attack.mitre.org/techniques/T1562/007/',
  ],
  runbook: steps(
    'See which port was opened, and on which instances.',
    'A public web port may be right; SSH, RDP and databases never are: revoke the rule and look for connections from outside in the flow logs since then.',
  ),
});
