import { PipelineError } from '@streamalert/core';

/** A `json_path` that neither JMESPath nor JSONPath can read. */
export class JsonPathError extends PipelineError {
  override readonly name = 'JsonPathError';
}
