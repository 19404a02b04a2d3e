/** Where something went wrong; every part is optional. */
export interface Place {
  readonly file?: string;
  /** JSON pointer (RFC 6901) inside `file`. */
  readonly pointer?: string;
  readonly rule?: string;
  /** Position of the record in its payload, from 0. */
  readonly record?: number;
}

/** Options of every {@link PipelineError}. */
export interface PipelineErrorOptions extends ErrorOptions {
  readonly place?: Place;
  /** True when the same call may succeed later. */
  readonly retryable?: boolean;
}

/** Base of every error this project throws. The message says what failed, on which thing, and what was expected. */
export class PipelineError extends Error {
  override readonly name: string = 'PipelineError';
  readonly place: Place;
  readonly retryable: boolean;

  constructor(message: string, options: PipelineErrorOptions = {}) {
    super(message, options);
    this.place = options.place ?? {};
    this.retryable = options.retryable ?? false;
  }
}
