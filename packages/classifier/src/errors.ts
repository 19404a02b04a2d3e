import { PipelineError } from '@streamalert/core';

/** Base of the errors of this package. Bad data is never an error: it is a rejected record. */
export class ClassifierError extends PipelineError {
  override readonly name: string = 'ClassifierError';
}

/** A `resume` position that this classifier did not give out. */
export class PositionError extends ClassifierError {
  override readonly name = 'PositionError';
}
