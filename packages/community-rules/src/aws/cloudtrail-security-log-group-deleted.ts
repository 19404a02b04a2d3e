import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

/** Names that AWS or its guides give to such logs. */
const securityLogs = /cloudtrail|flow-?logs?|vpc|audit|guardduty|^aws-waf-logs|route53|\/aws\/eks\/|network-firewall/i;

export const cloudtrailSecurityLogGroupDeleted = defineCloudTrailRule({
  id: 'cloudtrail_security_log_group_deleted',
  description:
    'Somebody deleted the log group or stream of a log that security depends on: CloudTrail, flow logs, the audit log of a cluster, DNS or firewall logs.\nFalse positive: an environment that is taken down whole, by a deployment.',
  where: { eventSource: 'logs.amazonaws.com', eventName: ['DeleteLogGroup', 'DeleteLogStream'] },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    securityLogs.test(textAt(cloudTrail, 'requestParameters.logGroupName')) &&
    byCaller(cloudTrail, `log ${named(cloudTrail, 'logGroupName', '')} deleted`),
  severity: 'high',
  tags: ['aws', 'cloudwatch-logs', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1562.008' },
    { tactic: 'TA0005', technique: 'T1070' },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html',
    'https://attack.mitre.org/techniques/T1562/008/',
    'https://attack.mitre.org/techniques/T1070/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See whether the log is kept elsewhere too: a bucket, a subscription.',
    'Turn it on again, and note the gap: for that time other sources have to tell what happened.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
