import { PipelineError, type PipelineErrorOptions } from '@streamalert/core';

/** Base of every error of this package. */
export class EmbeddedError extends PipelineError {
  override readonly name: string = 'EmbeddedError';
}

/** Base of what can go wrong with a state directory. Its message is one line: what failed, where, and what to do. */
export class StateError extends EmbeddedError {
  override readonly name: string = 'StateError';
  /** The directory or file it is about. */
  readonly path: string;

  constructor(path: string, message: string, options?: PipelineErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** Another process writes this state directory. */
export class StateLockedError extends StateError {
  override readonly name = 'StateLockedError';
  /** Absent when the other process has not yet said who it is. */
  readonly pid: number | undefined;

  constructor(path: string, message: string, pid: number | undefined) {
    super(path, message, { retryable: true });
    this.pid = pid;
  }
}

/** The disk, a quota or a file size limit is full. Nothing of the failed write is kept. */
export class StateFullError extends StateError {
  override readonly name = 'StateFullError';
  /** Free for this user on the file system of {@link StateError.path}; absent when it cannot be asked. */
  readonly freeBytes: number | undefined;

  constructor(path: string, message: string, freeBytes: number | undefined, options?: PipelineErrorOptions) {
    super(path, message, { retryable: true, ...options });
    this.freeBytes = freeBytes;
  }
}

/** The directory cannot be made or written: permissions, a read-only file system, or a file in its place. */
export class StateUnwritableError extends StateError {
  override readonly name = 'StateUnwritableError';
}

/** The database was changed from outside or damaged by the disk. */
export class StateDamagedError extends StateError {
  override readonly name = 'StateDamagedError';
}

/** The database has a schema that this version does not know, or that a reader cannot bring up to date. */
export class StateVersionError extends StateError {
  override readonly name = 'StateVersionError';
  /** The schema version found. */
  readonly found: number;

  constructor(path: string, message: string, found: number) {
    super(path, message);
    this.found = found;
  }
}

/** A reader opened a directory that holds no state. */
export class StateMissingError extends StateError {
  override readonly name = 'StateMissingError';
}

/** A write through a state that was opened for reading, or that is closed. */
export class StateClosedError extends StateError {
  override readonly name = 'StateClosedError';
}

/** A secret or its key that cannot be used. Its text names the file or variable, and never holds a part of a value. */
export class SecretError extends EmbeddedError {
  override readonly name = 'SecretError';
}

/** A blob key that is no path below the store's folder. */
export class BlobKeyError extends EmbeddedError {
  override readonly name = 'BlobKeyError';
}
