import { type CloudTrailEvent, defineCloudTrailRule, isJsonObject, type Json } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';

const deviceRemoval = 'DeactivateMFADevice';

/** Calls that a policy should reserve for sessions with MFA: who makes them without one tests, or found, a gap. */
const identityChanges: ReadonlySet<string> = new Set([
  'CreateUser',
  'CreateAccessKey',
  'DetachUserPolicy',
  'DetachGroupPolicy',
  'RemoveUserFromGroup',
  'DeleteUserPolicy',
  'PutGroupPolicy',
  'PutUserPolicy',
]);

/** Fine for somebody who sets up their first device; of interest when refused. */
const deviceSetups: ReadonlySet<string> = new Set(['CreateVirtualMFADevice', 'EnableMFADevice']);

const mfaFlag = ['userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated'];

/** An absent flag means that there was no MFA; an identity that is not an object says nothing. */
function lacksMfa(cloudTrail: CloudTrailEvent): boolean {
  let value: Json | undefined = cloudTrail;
  for (const key of mfaFlag) {
    if (!isJsonObject(value)) return false;
    value = value[key];
    if (value === undefined) return true;
  }
  return value !== 'true';
}

function needsMfa({ eventName, errorCode }: CloudTrailEvent): boolean {
  return eventName === deviceRemoval || identityChanges.has(eventName) || (deviceSetups.has(eventName) && !!errorCode);
}

export const cloudtrailMfaPolicyAbuseAttempt = defineCloudTrailRule({
  id: 'cloudtrail_mfa_policy_abuse_attempt',
  description:
    'A session without multi-factor authentication changed users, keys or policies, removed an MFA device, or was refused setting one up.\nFalse positive: a deployment or an administrator that works with a plain access key, which is what the rule wants to end.',
  where: { eventName: [deviceRemoval, ...identityChanges, ...deviceSetups] },
  when: (cloudTrail) =>
    lacksMfa(cloudTrail) &&
    needsMfa(cloudTrail) && { alert: true, title: `${cloudTrail.eventName} without MFA by ${caller(cloudTrail)}` },
  severity: 'high',
  tags: ['aws', 'iam', 'mfa', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.001' },
    { tactic: 'TA0003', technique: 'T1136.003' },
    { tactic: 'TA0003', technique: 'T1556.006' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the person behind the identity whether they made the call.',
    'If not: deactivate its access keys, delete the user, key or policy it made, and put a policy in place that refuses such calls without MFA.',
  ),
});
