import type { CloudTrailEvent } from '@streamalert/rules-sdk';

/** The call was carried out: neither refused nor, for a sign-in, failed. Without an error the code is empty. */
export const succeeded = (cloudTrail: CloudTrailEvent): boolean =>
  !cloudTrail.errorCode && cloudTrail.responseElements?.['ConsoleLogin'] !== 'Failure';
