import { AwsError } from './errors.ts';

/** What the SDK's errors have, of those fields that are read here. */
interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $fault?: unknown;
  readonly $retryable?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Throttling by whatever name; the SDK has retried it a few times by then. */
const throttled =
  /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown|LimitExceededException|TransactionInProgress|TransactionConflict/;
/** Failures of the connection: the request may have been carried out or not. */
const disconnected =
  /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|TimeoutError|NetworkingError|AbortError|RequestTimeout)/;

/** The name that the service, or the system, has for an error. */
export function codeOf(error: unknown): string {
  const { name, code } = (error ?? {}) as SdkError;
  if (typeof name === 'string' && name !== 'Error' && name !== '') return name;
  return typeof code === 'string' ? code : 'Unknown';
}

/** Whether the service says so with one of these names. */
export const isCode = (error: unknown, ...codes: readonly string[]): boolean => codes.includes(codeOf(error));

/** Whether the same call may succeed later. */
export function isRetryable(error: unknown): boolean {
  const { code, $fault, $retryable, $metadata } = (error ?? {}) as SdkError;
  if ($retryable !== undefined || $fault === 'server' || ($metadata?.httpStatusCode ?? 0) >= 500) return true;
  return throttled.test(codeOf(error)) || disconnected.test(codeOf(error)) || disconnected.test(String(code));
}

/**
 * Makes a call to AWS, with its failure told in our words.
 *
 * @param what The action and the thing, e.g. `sqs:SendMessageBatch on acme_streamalert_classified_logs`.
 * @throws AwsError
 */
export async function awsCall<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toAwsError(what, error);
  }
}

/** Wraps an error once: one of ours passes as it is. */
export function toAwsError(what: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const code = codeOf(error);
  return new AwsError(`${what} failed: ${code}`, code, { cause: error, retryable: isRetryable(error) });
}
