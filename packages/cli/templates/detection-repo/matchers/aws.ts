import type { CloudTrailEvent } from '@streamalert/rules-sdk';

/** The call was carried out: neither refused nor, for a sign-in, failed. */
export const succeeded = (cloudTrail: CloudTrailEvent): boolean =>
  (cloudTrail.errorCode ?? null) === null && cloudTrail.responseElements?.['ConsoleLogin'] !== 'Failure';
