import { type CloudTrailEvent, defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';

/** Calls that take away evidence or protection, whatever their parameters. */
const alwaysCritical: ReadonlySet<string> = new Set([
  'DeleteFlowLogs',
  'DeleteSubnet',
  'DeleteVpc',
  'DeleteDBCluster',
  'DeleteCluster',
  'DeleteTrail',
  'PutEventSelectors',
  'UpdateTrail',
  'StopLogging',
  'DeleteDeliveryChannel',
  'StopConfigurationRecorder',
  'DeleteRule',
  'DisableRule',
  'DeleteDetector',
  'DeleteAccountPublicAccessBlock',
  'DisableEbsEncryptionByDefault',
]);

/** Calls that change what all accounts of an organization may do. */
const organizationCalls: ReadonlySet<string> = new Set([
  'AttachPolicy',
  'CreateOrganizationalUnit',
  'CreatePolicy',
  'DeletePolicy',
  'DeleteOrganizationalUnit',
  'DetachPolicy',
  'DisableAWSServiceAccess',
  'DisablePolicyType',
  'EnableAllFeatures',
  'EnableAWSServiceAccess',
  'EnablePolicyType',
  'LeaveOrganization',
  'MoveAccount',
  'RemoveAccountFromOrganization',
  'UpdatePolicy',
]);

const publicAccessBlocks = ['RestrictPublicBuckets', 'BlockPublicPolicy', 'BlockPublicAcls', 'IgnorePublicAcls'];

function isCritical(cloudTrail: CloudTrailEvent): boolean {
  const { eventName, eventSource, requestParameters } = cloudTrail;
  if (alwaysCritical.has(eventName)) return true;
  switch (eventName) {
    case 'UpdateDetector': {
      const enable = valueAt(requestParameters ?? undefined, 'enable');
      return enable !== undefined && !enable;
    }
    case 'PutBucketPublicAccessBlock':
    case 'PutAccountPublicAccessBlock':
      return publicAccessBlocks.some(
        (block) => valueAt(requestParameters ?? undefined, `PublicAccessBlockConfiguration.${block}`) === false,
      );
    default:
      return eventSource === 'organizations.amazonaws.com' && organizationCalls.has(eventName);
  }
}

export const cloudtrailCriticalApiCalls = defineCloudTrailRule({
  id: 'cloudtrail_critical_api_calls',
  description:
    'Somebody made a call that takes away logs, networks, guard rails or protection against public access. Rare and planned in daily work; common when an intruder covers tracks.\nFalse positive: a planned change: infrastructure code that takes an environment down, or moves a trail.',
  where: {
    eventName: [
      ...alwaysCritical,
      ...organizationCalls,
      'UpdateDetector',
      'PutBucketPublicAccessBlock',
      'PutAccountPublicAccessBlock',
    ],
  },
  when: (cloudTrail) =>
    isCritical(cloudTrail) && { alert: true, title: `${cloudTrail.eventName} by ${caller(cloudTrail)}` },
  severity: 'high',
  tags: ['aws', 'defense-evasion', 'impact'],
  attack: [
    { tactic: 'TA0005', technique: 'T1562.008' },
    { tactic: 'TA0005', technique: 'T1562.001' },
    { tactic: 'TA0040', technique: 'T1485' },
  ],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html',
    'https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  runbook: steps(
    'Ask the owner of the calling identity whether the change was planned.',
    'If not: disable its credentials, undo the call (start the trail, restore the block on public access), and read everything the identity did since it signed in.',
  ),
});
