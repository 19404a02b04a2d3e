export type { Backoff } from './backoff.ts';
export { AwsError, BatchError, TooLargeError, UnreadableError, UnstorableError } from './errors.ts';
