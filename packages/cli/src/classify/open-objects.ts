import type { ObjectAddress } from '@streamalert/classifier';
import { BlobMissingError } from '@streamalert/core';
import { BlobKeyError, createFileBlobStore } from '@streamalert/embedded';

/** Opens S3 objects that are kept as `DIR/<bucket>/<key>`; without a folder there are none. */
export function objectsIn(dir: string | undefined) {
  const store = dir === undefined ? undefined : createFileBlobStore(dir);
  return async function* open({ bucket, key }: ObjectAddress, from: number): AsyncGenerator<Uint8Array> {
    const path = `${bucket}/${key}`;
    if (store === undefined) throw new BlobMissingError(path);
    try {
      yield* store.stream(path, from);
    } catch (error) {
      throw cannotBeFile(error) ? new BlobMissingError(path, { cause: error }) : error;
    }
  };
}

/** S3 takes keys that no file can have, such as `a//b` or very long ones. */
function cannotBeFile(error: unknown): boolean {
  return error instanceof BlobKeyError || (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG';
}
