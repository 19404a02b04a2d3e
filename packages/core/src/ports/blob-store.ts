import { PipelineError, type PipelineErrorOptions } from '../errors.ts';

/** There is no blob of that key. */
export class BlobMissingError extends PipelineError {
  override readonly name = 'BlobMissingError';
  readonly key: string;

  constructor(key: string, options?: PipelineErrorOptions) {
    super(`there is no blob ${key}`, options);
    this.key = key;
  }
}

/** What is known of a blob without reading it. */
export interface BlobInfo {
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes whenever the content does: an ETag, or a content hash. */
  readonly version: string;
}

/** Named bytes: S3 objects, or files below one folder. Keys use `/`. */
export interface BlobStore {
  /** Writes whole: a reader sees the old content or the new, never a part. */
  put(key: string, content: Uint8Array): Promise<BlobInfo>;
  /** The content, or `undefined` when there is none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** The content from byte `from` on, in chunks of bounded size. @throws BlobMissingError when there is none. */
  stream(key: string, from?: number): AsyncIterable<Uint8Array>;
  info(key: string): Promise<BlobInfo | undefined>;
  /** In order of key. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** No error when there is none. */
  delete(key: string): Promise<void>;
}
