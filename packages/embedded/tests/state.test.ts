import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestClock, makeAlert, makeQueueBody } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { openState, StateClosedError, StateMissingError } from '../src/index.ts';
import { startProgram } from './helpers/child-process.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

const invalid = { value: 'a', type: 'ip', subType: '', source: '', expires: Number.NaN };

describe('openState', () => {
  it('makes a directory for its owner alone, and leaves nothing but the databases', async () => {
    const { state, dir } = await openTestState();
    await state.checkpoints.put('a', 1);
    const modes = [dir, join(dir, 'state.db'), join(dir, 'state.db-wal')].map((path) => statSync(path).mode & 0o777);
    await state.close();

    expect(modes).toStrictEqual([0o700, 0o600, 0o600]);
    expect(readdirSync(dir).sort()).toStrictEqual(['lock.db', 'state.db']);
  });

  it('syncs what was begun before, and is refused where it only reads', async () => {
    const { state, dir } = await openTestState();
    const put = state.checkpoints.put('a', 1);
    await state.sync();
    const reader = await openState({ dir, clock: createTestClock(), readOnly: true });
    const seen = await reader.checkpoints.get('a');
    const refused = reader.sync();

    await expect(refused).rejects.toMatchObject({ name: 'StateClosedError' });
    expect(seen).toBe(1);
    await put;
    await reader.close();
  });

  it('does not let the warning about SQLite out', async () => {
    const child = startProgram('hold-state.ts', [join(temporaryDirectory(), 'state'), 'idle']);
    await child.nextLine();
    await child.kill();

    expect((await child.ended()).stderr).toBe('');
  });

  it('refuses a path that is a file', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');

    await expect(openTestState({ dir: file })).rejects.toMatchObject({ name: 'StateUnwritableError', path: file });
    await expect(openTestState({ dir: join(file, 'below') })).rejects.toThrow(/is, or is below, a file/);
  });

  it('refuses a directory that it may not write', async () => {
    const dir = temporaryDirectory();
    // The administrator may write everywhere, so another user tries.
    const asOther = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const locked = join(dir, 'locked');
    mkdirSync(locked, { mode: 0o555 });
    const child = startProgram('fill-state.ts', [join(locked, 'state')], asOther);

    expect(JSON.parse((await child.nextLine()) ?? '')).toStrictEqual({
      open: {
        name: 'StateUnwritableError',
        message: expect.stringContaining('not writable for this user; use --state DIR'),
      },
    });
  });

  it('refuses a damaged database, and says so', async () => {
    const { state, dir } = await openTestState();
    await state.close();
    writeFileSync(join(dir, 'state.db'), 'x'.repeat(20_000));

    await expect(openTestState({ dir })).rejects.toMatchObject({
      name: 'StateDamagedError',
      message: expect.stringContaining('is damaged'),
    });
  });

  it('says so too when damage shows while reading', async () => {
    const { state, dir, clock } = await openTestState();
    await Promise.all(Array.from({ length: 3000 }, (_, id) => state.checkpoints.put(`id-${id}`, 'x'.repeat(100))));
    await state.close();
    const path = join(dir, 'state.db');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xab, bytes.length / 2));
    const reader = await openState({ dir, clock, readOnly: true });

    await expect(reader.checkpoints.list('')).rejects.toMatchObject({ name: 'StateDamagedError', path });
    await reader.close();
  });

  it('gives the directory free when it could not be opened', async () => {
    const { state, dir } = await openTestState();
    await state.close();
    writeFileSync(join(dir, 'state.db'), 'x'.repeat(20_000));
    await expect(openTestState({ dir })).rejects.toThrow('damaged');
    writeFileSync(join(dir, 'state.db'), '');

    await expect(openTestState({ dir })).resolves.toBeDefined();
    expect(existsSync(join(dir, 'owner.json'))).toBe(true);
  });
});

describe('a writer', () => {
  it('commits what a unit holds together or not at all', async () => {
    const { state } = await openTestState();

    const unit = state.atomically(() => [state.checkpoints.put('a', 1), state.indicators.put([invalid])]);
    const beside = state.checkpoints.put('b', 2);

    await expect(unit).rejects.toThrow('NOT NULL');
    await beside;
    expect(await state.checkpoints.list('')).toStrictEqual([{ id: 'b', value: 2 }]);
  });

  it('returns the results of a unit in their order', async () => {
    const { state } = await openTestState();

    const [keys, none] = await state.atomically(() => [state.alerts.put([makeAlert()]), state.checkpoints.put('a', 1)]);

    expect(keys).toStrictEqual([{ ruleName: makeAlert().ruleName, id: makeAlert().id }]);
    expect(none).toBeUndefined();
  });

  it('takes a unit inside a unit as part of it', async () => {
    const { state } = await openTestState();

    const unit = state.atomically(() => [
      state.atomically(() => [state.checkpoints.put('a', 1)]),
      state.indicators.put([invalid]),
    ]);

    await expect(unit).rejects.toThrow('NOT NULL');
    expect(await state.checkpoints.list('')).toStrictEqual([]);
  });

  it('writes nothing of a unit that throws while it begins', async () => {
    const { state } = await openTestState();
    const begin = () =>
      state.atomically(() => {
        void state.checkpoints.put('a', 1);
        throw new Error('changed my mind');
      });

    expect(begin).toThrow('changed my mind');
    await state.checkpoints.put('b', 2);
    expect(await state.checkpoints.list('')).toStrictEqual([{ id: 'b', value: 2 }]);
  });

  it('commits what was begun before it closes, and refuses what comes after', async () => {
    const { state, dir } = await openTestState();
    const begun = state.checkpoints.put('a', 1);
    const closed = state.close();
    await begun;
    await closed;

    await expect(state.checkpoints.put('b', 1)).rejects.toBeInstanceOf(StateClosedError);
    await expect(state.checkpoints.get('a')).rejects.toBeInstanceOf(StateClosedError);
    await expect(state.close()).resolves.toBeUndefined();
    const { state: again } = await openTestState({ dir });
    expect(await again.checkpoints.list('')).toStrictEqual([{ id: 'a', value: 1 }]);
  });
});

describe('a reader', () => {
  it('reads beside the writer what is committed', async () => {
    const { state, dir, clock } = await openTestState();
    await state.checkpoints.put('a', 1);
    const reader = await openState({ dir, clock, readOnly: true });
    await state.checkpoints.put('b', 2);
    await state.queue.send([makeQueueBody()]);
    await state.alerts.put([makeAlert()]);

    expect(await reader.checkpoints.list('')).toHaveLength(2);
    expect(await reader.queue.depth()).toStrictEqual({ waiting: 1, inFlight: 0 });
    expect((await reader.alerts.get(makeAlert()))?.alert).toStrictEqual(makeAlert());
    await reader.close();
  });

  it('reads when no writer is there', async () => {
    const { state, dir, clock } = await openTestState();
    await state.checkpoints.put('a', 1);
    await state.close();
    const reader = await openState({ dir, clock, readOnly: true });

    expect(await reader.checkpoints.get('a')).toBe(1);
    await reader.close();
    await reader.close();
  });

  it('may not write', async () => {
    const { state, dir, clock } = await openTestState();
    const reader = await openState({ dir, clock, readOnly: true });

    await expect(reader.checkpoints.put('a', 1)).rejects.toThrow('was opened for reading only');
    await expect(reader.queue.receive({ limit: 1, visibilityMs: 1 })).rejects.toBeInstanceOf(StateClosedError);
    await expect(reader.atomically(() => [])).rejects.toBeInstanceOf(StateClosedError);
    await reader.close();
    expect(await state.checkpoints.list('')).toStrictEqual([]);
  });

  it('says that there is no state yet', async () => {
    const { clock } = await openTestState();
    const dir = temporaryDirectory();

    await expect(openState({ dir: join(dir, 'none'), clock, readOnly: true })).rejects.toBeInstanceOf(
      StateMissingError,
    );
    await expect(openState({ dir, clock, readOnly: true })).rejects.toBeInstanceOf(StateMissingError);
    expect(readdirSync(dir)).toStrictEqual([]);
  });
});
