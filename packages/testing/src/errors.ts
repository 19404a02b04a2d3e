import { PipelineError } from '@streamalert/core';

/** A rule did not do what `testRule` was told to expect. Fails the test that awaits it. */
export class RuleTestError extends PipelineError {
  override readonly name = 'RuleTestError';
}

/** An event that cannot be tested as it is written, e.g. with a helper that does not exist. */
export class TestEventError extends PipelineError {
  override readonly name = 'TestEventError';
}
