import { defineCloudTrailRule, getFirstKey, getKeys, type Json } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

/** `0.0.0.0/0` and `::/0` themselves are the subject of `cloudtrail_security_group_ingress_anywhere`. */
function isNearlyAnywhere(range: Json): boolean {
  if (typeof range !== 'string' || range === '0.0.0.0/0' || range === '::/0') return false;
  const [, length] = /^[0-9a-f.:]+\/(\d{1,3})$/i.exec(range) ?? [];
  return length !== undefined && Number(length) < (range.includes(':') ? 16 : 8);
}

export const cloudtrailSecurityGroupIngressNearlyAnywhere = defineCloudTrailRule({
  id: 'cloudtrail_security_group_ingress_nearly_anywhere',
  description:
    'Somebody opened a security group to a large part of the internet without writing 0.0.0.0/0: 0.0.0.0/1 and 128.0.0.0/1 together are everybody, and get past checks for the well-known range.\nFalse positive: a content network or carrier that really has such a range; such ranges end in /8 at most.',
  where: { eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress' },
  when: (cloudTrail) => {
    const parameters = cloudTrail.requestParameters ?? undefined;
    const ranges = [...getKeys(parameters, 'cidrIp'), ...getKeys(parameters, 'cidrIpv6')].filter(isNearlyAnywhere);
    if (!succeeded(cloudTrail) || ranges.length === 0) return false;
    return byCaller(cloudTrail, `${getFirstKey(parameters, 'groupId') ?? 'a group'} opened to ${ranges.join(', ')}`);
  },
  severity: 'high',
  tags: ['aws', 'ec2', 'network', 'exposure'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.007' }],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    'https://attack.mitre.org/techniques/T1562/007/',
  ],
  runbook: steps(
    'See which port the rule opens, and what listens behind it.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Revoke the rule, and look for connections from outside in the flow logs since then.',
  ),
});
