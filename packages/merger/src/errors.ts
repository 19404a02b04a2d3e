import { PipelineError } from '@streamalert/core';

/** A call that no plan of this package makes: nothing to merge, or alerts of several rules. */
export class MergerError extends PipelineError {
  override readonly name = 'MergerError';
}
