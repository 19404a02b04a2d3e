import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../src/disk-space.ts';
import { StateFullError } from '../src/errors.ts';
import { startProgram } from './helpers/child-process.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

const body = (id: string) => ({ id, records: 1, text: new Uint8Array(100_000) });

describe('a full disk', () => {
  it('fails the write, keeps nothing of it, and refuses every later one with the same error', async () => {
    const { state, dir } = await openTestState({ maxPages: 120 });
    await state.checkpoints.put('before', 1);

    const large = Array.from({ length: 20 }, (_, index) => body(`b${index}`));
    const error = await state
      .atomically(() => [state.queue.send(large), state.checkpoints.put('after', 1)])
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );

    expect(error).toBeInstanceOf(StateFullError);
    expect(error).toMatchObject({ path: join(dir, 'state.db'), retryable: true, freeBytes: expect.any(Number) });
    expect((error as Error).message).toMatch(
      /^cannot write .*state\.db: the disk is full \([\d.]+ [KMGT]?B free on \/.*\)$/,
    );
    await expect(state.checkpoints.put('later', 1)).rejects.toBe(error);
    expect(await state.checkpoints.list('')).toStrictEqual([{ id: 'before', value: 1 }]);
    expect(await state.queue.depth()).toStrictEqual({ waiting: 0, inFlight: 0 });
  });

  it('is over for the next process when there is room again', async () => {
    const { state, dir } = await openTestState({ maxPages: 120 });
    await expect(state.queue.send(Array.from({ length: 20 }, (_, index) => body(`b${index}`)))).rejects.toThrow('full');
    await state.close();

    const { state: again } = await openTestState({ dir });
    await again.queue.send([body('b')]);

    expect(await again.queue.depth()).toStrictEqual({ waiting: 1, inFlight: 0 });
  });

  it('is told apart from a limit of the file size, and nothing committed is lost', async () => {
    const dir = join(temporaryDirectory(), 'state');
    const child = startProgram('fill-state.ts', [dir], { fileLimitKib: 3000 });
    const { written, first, second } = JSON.parse((await child.nextLine()) ?? '') as Record<string, unknown>;

    const { state } = await openTestState({ dir });

    expect(first).toStrictEqual({
      name: 'StateFullError',
      message: expect.stringContaining('quota or a file size limit'),
    });
    expect(second).toStrictEqual(first);
    expect((await state.queue.depth()).waiting).toBe(written);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1400, '1.4 KB'],
    [250_000_000, '250 MB'],
    [3_200_000_000_000_000, '3200 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
