import type { CloudTrailEvent } from '@streamalert/rules-sdk';

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
