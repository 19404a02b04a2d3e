import { PipelineError } from '@streamalert/core';

/** The command line asks for something that does not exist or does not go together. */
export class UsageError extends PipelineError {
  override readonly name = 'UsageError';
}
