/** One document that holds a whole lookup table: a file, or an object in S3. What it holds is its reader's concern. */
export interface LookupDocument {
  /** Changes whenever the content does; `undefined` when there is no document. */
  version(): Promise<string | undefined>;
  /** The content, or `undefined` when there is no document. */
  read(): Promise<Uint8Array | undefined>;
  /** Writes whole: a reader sees the old content or the new, never a part. */
  write(content: Uint8Array): Promise<void>;
}
