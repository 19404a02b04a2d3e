import { PipelineError } from '@streamalert/core';

/** An input that was named cannot be read, or names nothing. */
export class InputError extends PipelineError {
  override readonly name = 'InputError';
}

/** The source that the input stands for is not in the configuration, or is ambiguous. */
export class SourceError extends PipelineError {
  override readonly name = 'SourceError';
}
