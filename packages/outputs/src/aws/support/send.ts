import type { SendResult } from '../../contract.ts';
import { describeError } from '../../reason.ts';

/** Errors below 500 that pass by themselves. @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const passing =
  /^(Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded|RequestThrottled|SlowDown|LimitExceeded|PriorRequestNotComplete|RequestTimeout|RequestTimeTooSkewed|ServiceUnavailable|InternalFailure|InternalError|ExpiredToken|KMSThrottling|EC2ThrottledException|ConcurrentModification)/;
const refusals =
  /^(AccessDenied|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|AuthorizationError|NotAuthorized|UnauthorizedOperation|MissingAuthenticationToken|IncompleteSignature)/;

/** Runs one call of the SDK and says what its failure means. */
export async function sendToAws(call: () => Promise<SendResult | void>): Promise<SendResult> {
  try {
    return (await call()) ?? { kind: 'sent' };
  } catch (error) {
    return awsFailure(error);
  }
}

/** An error of the SDK: what the service answered with a client's fault is permanent, anything else may pass. */
export function awsFailure(error: unknown): SendResult {
  const missing = missingPackage(error);
  if (missing !== undefined) {
    return { kind: 'permanent', reason: `this output needs the package ${missing}: npm install ${missing}` };
  }
  const { name = '', $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  const reason = name === '' || name === 'Error' ? describeError(error) : `${name}: ${describeError(error)}`;
  if (status < 400 || status >= 500 || status === 408 || status === 429 || passing.test(name)) {
    return { kind: 'retry', reason };
  }
  const credentialsRefused = status === 401 || refusals.test(name);
  return { kind: 'permanent', reason, ...(credentialsRefused && { credentialsRefused }) };
}

/** Clients are optional peers: who uses one service need not install the others. */
function missingPackage(error: unknown): string | undefined {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  return code === 'ERR_MODULE_NOT_FOUND' ? /@aws-sdk\/[\w-]+/.exec(message)?.[0] : undefined;
}

/** A value that is made when it is first needed, and kept; a failure is not kept. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
