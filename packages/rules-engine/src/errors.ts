import { PipelineError, type PipelineErrorOptions } from '@streamalert/core';

/** Base of the errors this package throws. Errors inside rules are values, see `RuleFailure`. */
export class RulesEngineError extends PipelineError {
  override readonly name: string = 'RulesEngineError';
}

/** The isolated engine could not start: the rules do not load in time, or the worker ends while it loads them. */
export class EngineStartError extends RulesEngineError {
  override readonly name = 'EngineStartError';
}

/** The isolated engine was closed while, or before, it was asked. */
export class EngineClosedError extends RulesEngineError {
  override readonly name = 'EngineClosedError';
}

/** A lookup table cannot be read, or does not hold what it should. */
export class LookupError extends RulesEngineError {
  override readonly name = 'LookupError';
  /** Name of the table. */
  readonly table: string;

  constructor(message: string, table: string, options?: PipelineErrorOptions) {
    super(message, options);
    this.table = table;
  }
}
