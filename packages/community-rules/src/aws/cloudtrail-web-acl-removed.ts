import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailWebAclRemoved = defineCloudTrailRule({
  id: 'cloudtrail_web_acl_removed',
  description:
    'Somebody took away a web ACL, or its log: requests reach the application without the firewall, or unseen.\nFalse positive: a load balancer that is replaced; the new one gets the ACL in the same minute.',
  where: {
    eventSource: ['wafv2.amazonaws.com', 'waf-regional.amazonaws.com', 'waf.amazonaws.com'],
    eventName: ['DisassociateWebACL', 'DeleteWebACL', 'DeleteLoggingConfiguration'],
  },
  when: (cloudTrail) => succeeded(cloudTrail) && byCaller(cloudTrail, `WAF: ${cloudTrail.eventName}`),
  severity: 'medium',
  tags: ['aws', 'waf', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.aws.amazon.com/waf/latest/APIReference/API_DisassociateWebACL.html',
    'https://docs.aws.amazon.com/waf/latest/APIReference/API_DeleteLoggingConfiguration.html',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Associate the ACL again unless its owner confirms the change.',
    'Look in the access log of the application for probes since then.',
  ),
});
