import { type CloudTrailEvent, type Match, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** Who called, from where, for the title of an alert: `deployer from 192.0.2.14`. */
export function caller({ userIdentity, sourceIPAddress }: CloudTrailEvent): string {
  return `${nameOf(userIdentity)} from ${sourceIPAddress || 'an unknown address'}`;
}

function nameOf(identity: CloudTrailEvent['userIdentity']): string {
  if (identity?.type === 'Root') return 'root';
  // Of `arn:aws:sts::123456789012:assumed-role/admin/session` the last part tells role and session.
  return text(identity?.userName) || text(identity?.arn).split(':').at(-1) || text(identity?.invokedBy) || 'somebody';
}

/** Types describe what AWS sends; a title must not fail on what somebody else put there. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** False when AWS refused the call or it failed. A schema gives an error code that is absent as `''`. */
export function succeeded(cloudTrail: CloudTrailEvent): boolean {
  return !cloudTrail.errorCode;
}

/**
 * A match whose title names the caller, with what a responder looks up first as context: who, with which credentials,
 * from where, in which account and region. `byCaller(cloudTrail, 'key of bob made')` has the title
 * `key of bob made by alice from 192.0.2.14`.
 */
export function byCaller(cloudTrail: CloudTrailEvent, what: string): Match {
  return alertOn(`${what}${refusal(cloudTrail)} by ${caller(cloudTrail)}`, {
    actor: textAt(cloudTrail, 'userIdentity.arn') || nameOf(cloudTrail.userIdentity),
    access_key: textAt(cloudTrail, 'userIdentity.accessKeyId'),
    source_ip: text(cloudTrail.sourceIPAddress),
    user_agent: text(cloudTrail.userAgent),
    account: accountOf(cloudTrail),
    region: text(cloudTrail.awsRegion),
    event_name: text(cloudTrail.eventName),
    error: text(cloudTrail.errorCode),
  });
}

function refusal(cloudTrail: CloudTrailEvent): string {
  return succeeded(cloudTrail) ? '' : ' (refused)';
}

/** The account that an event belongs to; `''` where the event does not tell. */
export function accountOf(cloudTrail: CloudTrailEvent): string {
  return text(cloudTrail.recipientAccountId) || textAt(cloudTrail, 'userIdentity.accountId');
}

/** What stands at a path of the request, for a title; `fallback` where nothing printable does. */
export function named(cloudTrail: CloudTrailEvent, path: string, fallback: string): string {
  const value = valueAt(cloudTrail, `requestParameters.${path}`);
  return typeof value === 'string' && value !== '' ? value : fallback;
}
