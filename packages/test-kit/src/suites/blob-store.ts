import { type BlobStore, PipelineError } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { bytes, collect, type MakeSubject, type Subject, start } from '../subject.ts';

/** What every {@link BlobStore} does. */
export function describeBlobStore(name: string, make: MakeSubject<Subject<BlobStore>>): void {
  describe(`${name} as a BlobStore`, () => {
    it('reads what was written', async () => {
      const { port } = await start(make);
      const content = Uint8Array.from([0, 1, 254, 255]);

      const info = await port.put('logs/2023/a.bin', content);

      expect(await port.read('logs/2023/a.bin')).toStrictEqual(content);
      expect(info).toStrictEqual(await port.info('logs/2023/a.bin'));
      expect(info).toMatchObject({ key: 'logs/2023/a.bin', sizeBytes: 4 });
    });

    it('has nothing under a key that was never written', async () => {
      const { port } = await start(make);

      expect(await port.read('none')).toBeUndefined();
      expect(await port.info('none')).toBeUndefined();
      await expect(collect(port.stream('none'))).rejects.toMatchObject({ name: 'BlobMissingError', key: 'none' });
      await expect(collect(port.stream('none'))).rejects.toBeInstanceOf(PipelineError);
    });

    it('replaces content and changes its version', async () => {
      const { port } = await start(make);
      const before = await port.put('a', bytes('one'));
      const after = await port.put('a', bytes('two'));

      expect(await port.read('a')).toStrictEqual(bytes('two'));
      expect(after.version).not.toBe(before.version);
    });

    it('writes an empty blob', async () => {
      const { port } = await start(make);
      await port.put('empty', bytes(''));

      expect(await port.read('empty')).toStrictEqual(bytes(''));
      expect(await collect(port.stream('empty'))).toStrictEqual([]);
    });

    it('streams in several chunks, from any byte on', async () => {
      const { port } = await start(make);
      const content = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
      await port.put('large', content);

      const whole = await collect(port.stream('large'));
      const rest = await collect(port.stream('large', 2_999_998));

      expect(whole.length).toBeGreaterThan(1);
      expect(Buffer.concat(whole).equals(content)).toBe(true);
      expect(Uint8Array.from(Buffer.concat(rest))).toStrictEqual(content.slice(2_999_998));
    });

    it('lists keys of a prefix in order', async () => {
      const { port } = await start(make);
      for (const key of ['b/c', 'a/b/c', 'a-b', 'a/B', 'a/b-c', 'ab']) await port.put(key, bytes(key));

      const keys = async (prefix: string) => (await collect(port.list(prefix))).map(({ key }) => key);

      expect(await keys('')).toStrictEqual(['a-b', 'a/B', 'a/b-c', 'a/b/c', 'ab', 'b/c']);
      expect(await keys('a/b')).toStrictEqual(['a/b-c', 'a/b/c']);
      expect(await keys('a/b/')).toStrictEqual(['a/b/c']);
      expect(await keys('none/')).toStrictEqual([]);
    });

    it('deletes, and does not mind what is gone', async () => {
      const { port } = await start(make);
      await port.put('a', bytes('one'));
      await port.delete('a');
      await port.delete('a');

      expect(await port.read('a')).toBeUndefined();
      expect(await collect(port.list(''))).toStrictEqual([]);
    });

    it('never shows a part while a blob is replaced', async () => {
      const { port } = await start(make);
      const sizes = [100_000, 200_000];
      await port.put('a', new Uint8Array(sizes[0] as number));
      const writes = Promise.all(sizes.map((size) => port.put('a', new Uint8Array(size))));

      const seen = await Promise.all(Array.from({ length: 20 }, () => port.read('a')));
      await writes;

      expect(seen.every((content) => sizes.includes(content?.byteLength ?? -1))).toBe(true);
    });

    it('keeps blobs when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      const info = await port.put('a/b', bytes('one'));
      const again = await reopen();

      expect(await again.info('a/b')).toStrictEqual(info);
    });
  });
}
