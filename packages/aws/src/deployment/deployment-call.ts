import { codeOf, isRetryable } from '../aws-call.ts';
import { AwsError } from '../errors.ts';

/** The SDK found nobody to sign as, or AWS does not know them, or their session is over. */
const unauthenticated =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|AuthFailure)$/;

/** Nobody is signed in to AWS, or not any more. */
export class CredentialsError extends AwsError {
  override readonly name = 'CredentialsError';
}

/**
 * Makes a call for an operator, who is told what the service says: unlike in a function, there is nothing secret in it.
 *
 * @param what The action and the thing, e.g. `cloudformation:CreateChangeSet of acme-streamalert-shared`.
 * @throws AwsError
 * @throws CredentialsError
 */
export async function deploymentCall<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const code = codeOf(error);
    if (unauthenticated.test(code)) throw credentialsError(code, error);
    const said = error instanceof Error && error.message !== '' && error.message !== code ? `: ${error.message}` : '';
    throw new AwsError(`${what} failed: ${code}${said}`, code, { cause: error, retryable: isRetryable(error) });
  }
}

const absent =
  /^(ResourceNotFoundException|NotFound|NotFoundException|NoSuchBucket|NoSuchBucketPolicy|ParameterNotFound)$/;

/** As {@link deploymentCall}. @returns `undefined` where the service says that there is no such thing. */
export const unlessAbsent = <T>(what: string, call: () => Promise<T>): Promise<T | undefined> =>
  deploymentCall(what, async () => {
    try {
      return await call();
    } catch (error) {
      if (absent.test(codeOf(error))) return undefined;
      throw error;
    }
  });

function credentialsError(code: string, cause: unknown): CredentialsError {
  const found =
    code === 'CredentialsProviderError' ? 'no AWS credentials were found' : `AWS refuses the credentials (${code})`;
  return new CredentialsError(
    `${found}; set AWS_PROFILE, sign in with "aws sso login", or give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    code,
    { cause },
  );
}
