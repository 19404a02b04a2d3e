import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailDnsQueryLoggingRemoved = defineCloudTrailRule({
  id: 'cloudtrail_dns_query_logging_removed',
  description:
    'Somebody stopped the logging of DNS queries: what malware in the network asks for is no longer seen.\nFalse positive: the move to another bucket or account; then a new configuration is associated in the same minute.',
  where: {
    eventName: ['DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig', 'DeleteQueryLoggingConfig'],
  },
  when: (cloudTrail) => succeeded(cloudTrail) && byCaller(cloudTrail, cloudTrail.eventName),
  severity: 'medium',
  tags: ['aws', 'route53', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.008' }],
  references: [
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Turn it on again, and note the gap: for that time other sources have to tell what happened.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
