import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller } from './cloudtrail-wording.ts';

/** Tools that try keys out, and distributions of Linux made for attacks, as they name themselves. */
const attackTools = /trufflehog|pacu|cloudfox|scoutsuite|enumerate-iam|weirdaal|kali|parrot|pentoo/i;

export const cloudtrailLeakedKeyTriedOut = defineCloudTrailRule({
  id: 'cloudtrail_leaked_key_tried_out',
  description:
    'A tool that looks for leaked keys, or a system made for attacks, asked AWS whose credentials it has.\nFalse positive: a penetration test, or your own scan of repositories for secrets: then the key it found has to be replaced all the same.',
  where: {
    eventName: ['GetCallerIdentity', 'ListBuckets', 'ListUsers', 'GetUser', 'GetSendQuota', 'DescribeInstances'],
  },
  when: (cloudTrail) =>
    typeof cloudTrail.userAgent === 'string' &&
    attackTools.test(cloudTrail.userAgent) &&
    byCaller(cloudTrail, `${cloudTrail.eventName} with ${attackTools.exec(cloudTrail.userAgent)?.[0]}`),
  merge: { by: ['accessKeyId'], windowMinutes: 60 },
  severity: 'high',
  tags: ['aws', 'sts', 'discovery', 'leaked-credentials'],
  attack: [
    { tactic: 'TA0007', technique: 'T1087.004' },
    { tactic: 'TA0001', technique: 'T1078.004' },
  ],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    'https://github.com/trufflesecurity/trufflehog',
    'https://attack.mitre.org/techniques/T1087/004/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Find out whether a test or a scan is running.',
    'If not, take the access key in the context for known to strangers: deactivate it.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
    'Find where the key leaked: repositories, images, build logs.',
  ),
});
