import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StateLockedError } from '../src/errors.ts';
import { startProgram } from './helpers/child-process.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

const failure = async (dir: string) =>
  openTestState({ dir }).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the lock of a state directory', () => {
  it('names the process that holds it', async () => {
    const dir = join(temporaryDirectory(), 'state');
    const holder = startProgram('hold-state.ts', [dir, 'idle']);
    await holder.nextLine();

    const error = await failure(dir);

    expect(error).toBeInstanceOf(StateLockedError);
    expect(error).toMatchObject({ pid: holder.pid, path: dir });
    const message = (error as Error).message.replace(/since (\d{4}-\d\d-\d\d )?\d\d:\d\d/, 'since 11:02');
    expect(message).toBe(`another run (pid ${holder.pid}, since 11:02) holds ${dir}; use --state DIR for a second one`);
  });

  it('ends with its process, however that ends', async () => {
    const dir = join(temporaryDirectory(), 'state');
    const holder = startProgram('hold-state.ts', [dir, 'idle']);
    await holder.nextLine();
    await holder.kill();

    expect(await failure(dir)).toBeUndefined();
  });

  it('keeps a second writer of the same process out', async () => {
    const { state, dir } = await openTestState();
    const second = await failure(dir);
    await state.close();

    expect(second).toMatchObject({ name: 'StateLockedError', pid: process.pid });
    expect(await failure(dir)).toBeUndefined();
  });
});
