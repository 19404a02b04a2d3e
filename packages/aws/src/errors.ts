import { PipelineError, type PipelineErrorOptions } from '@streamalert/core';

/** Base of every error of this package: a call to AWS that failed, after the retries of the SDK. */
export class AwsError extends PipelineError {
  override readonly name: string = 'AwsError';
  /** The service's name for it, e.g. `AccessDeniedException`, or the system's, e.g. `ECONNRESET`. */
  readonly code: string;

  constructor(message: string, code: string, options?: PipelineErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A service took a part of a batch and, after all tries, not the rest. What it took stays taken. */
export class BatchError extends AwsError {
  override readonly name = 'BatchError';
  /** Ids of what was not taken; sending only these again is enough. */
  readonly failed: readonly string[];

  constructor(message: string, code: string, failed: readonly string[], options?: PipelineErrorOptions) {
    super(message, code, { retryable: true, ...options });
    this.failed = failed;
  }
}

/** Something is larger than its service takes. The rest of what was given with it has been stored. */
export class TooLargeError extends AwsError {
  override readonly name = 'TooLargeError';
  /** Ids of what is too large. */
  readonly ids: readonly string[];

  constructor(message: string, ids: readonly string[]) {
    super(message, 'TooLarge');
    this.ids = ids;
  }
}

/** A row, parameter or object that something else wrote, in a form that cannot be read. Holds no part of its value. */
export class UnreadableError extends AwsError {
  override readonly name = 'UnreadableError';

  constructor(message: string, options?: PipelineErrorOptions) {
    super(message, 'Unreadable', options);
  }
}

/** A value that the service cannot hold, such as a name with characters it does not allow. */
export class UnstorableError extends AwsError {
  override readonly name = 'UnstorableError';

  constructor(message: string, options?: PipelineErrorOptions) {
    super(message, 'Unstorable', options);
  }
}
