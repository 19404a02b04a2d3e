import { BlobMissingError, type BlobStore, sha256 } from '@streamalert/core';

/** Blobs for servers that have no S3 of their own, and a count of them. */
export function createMemoryBlobs(): BlobStore & { readonly size: () => number } {
  const blobs = new Map<string, Uint8Array>();
  const infoOf = (key: string, content: Uint8Array) => ({
    key,
    sizeBytes: content.byteLength,
    version: sha256(content),
  });
  return {
    size: () => blobs.size,
    async put(key, content) {
      blobs.set(key, content);
      return infoOf(key, content);
    },
    read: async (key) => blobs.get(key),
    async *stream(key, from = 0) {
      const content = blobs.get(key);
      if (content === undefined) throw new BlobMissingError(key);
      yield content.subarray(from);
    },
    async info(key) {
      const content = blobs.get(key);
      return content === undefined ? undefined : infoOf(key, content);
    },
    async *list(prefix) {
      for (const key of [...blobs.keys()].sort()) {
        if (key.startsWith(prefix)) yield infoOf(key, blobs.get(key) as Uint8Array);
      }
    },
    async delete(key) {
      blobs.delete(key);
    },
  };
}
