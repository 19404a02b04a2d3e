import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeBlobStore } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createFileBlobStore } from '../src/index.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

describeBlobStore('a folder of files', async () => {
  const folder = join(temporaryDirectory(), 'blobs');
  return { port: createFileBlobStore(folder), reopen: async () => createFileBlobStore(folder) };
});

describe('createFileBlobStore', () => {
  it.each(['../a', 'a/../../b', '/etc/passwd', 'a//b', '', 'a/', './a', 'a\\..\\b', 'a\0', '.tmp/a'])(
    'refuses the key %j',
    async (key) => {
      const outside = temporaryDirectory();
      const store = createFileBlobStore(join(outside, 'blobs'));

      await expect(store.put(key, new Uint8Array(1))).rejects.toMatchObject({ name: 'BlobKeyError' });
      await expect(store.read(key)).rejects.toMatchObject({ name: 'BlobKeyError' });
      expect(readdirSync(outside)).toStrictEqual([]);
    },
  );

  it('sees files that others put into the folder, and no unfinished ones', async () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, '.tmp'));
    writeFileSync(join(folder, 'a', 'b.json'), '{}');
    writeFileSync(join(folder, '.tmp', 'half'), '{');
    const store = createFileBlobStore(folder);

    const keys = await Array.fromAsync(store.list(''), ({ key }) => key);

    expect(keys).toStrictEqual(['a/b.json']);
  });

  it('takes a folder for no blob', async () => {
    const store = createFileBlobStore(temporaryDirectory());
    await store.put('a/b', new Uint8Array(1));

    expect(await store.read('a')).toBeUndefined();
    expect(await store.info('a')).toBeUndefined();
    expect(await store.info('a/b/c')).toBeUndefined();
    await expect(Array.fromAsync(store.stream('a'))).rejects.toMatchObject({ name: 'BlobMissingError' });
  });

  it('leaves nothing unfinished when a write fails', async () => {
    const folder = temporaryDirectory();
    const store = createFileBlobStore(folder);
    await store.put('a', new Uint8Array(1));

    await expect(store.put('a/b', new Uint8Array(1))).rejects.toThrow();

    expect(readdirSync(join(folder, '.tmp'))).toStrictEqual([]);
  });
});
