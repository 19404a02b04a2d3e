import { PipelineError } from '@streamalert/core';

/** A publisher threw, or answered something that is no publication. */
export class PublisherError extends PipelineError {
  override readonly name = 'PublisherError';
}

/** A publication holds something that its output cannot render, e.g. an override of the wrong type. */
export class PublicationError extends PipelineError {
  override readonly name = 'PublicationError';
}

/** Two outputs of one processor have the same service name. */
export class DuplicateServiceError extends PipelineError {
  override readonly name = 'DuplicateServiceError';
}

/** The file of a `file` output holds something else than alerts. */
export class NotOurFileError extends PipelineError {
  override readonly name = 'NotOurFileError';
}

/** The secret store did not answer, or could not decrypt. */
export class CredentialsUnreadableError extends PipelineError {
  override readonly name = 'CredentialsUnreadableError';
}
