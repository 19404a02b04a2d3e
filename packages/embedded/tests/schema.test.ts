import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatabaseSync } from '../src/sqlite/node-sqlite.ts';
import { openDatabase } from '../src/sqlite/open-database.ts';
import { migrations } from '../src/sqlite/schema.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

const newer = [...migrations, 'CREATE TABLE later (a INTEGER) STRICT; INSERT INTO later VALUES (7);'];

describe('the schema of a state directory', () => {
  it('is migrated when it is older, keeping what is there', async () => {
    const { state, dir } = await openTestState();
    await state.checkpoints.put('a', 1);
    await state.close();

    const db = openDatabase({ path: join(dir, 'state.db'), readOnly: false, migrations: newer });
    const row = db.prepare<object>('SELECT (SELECT value FROM checkpoints) AS value, a FROM later').get();
    db.close();

    expect({ ...row }).toStrictEqual({ value: '1', a: 7 });
  });

  it('stays as it was when a migration fails', async () => {
    const { state, dir } = await openTestState();
    await state.close();
    const path = join(dir, 'state.db');

    const failing = () =>
      openDatabase({ path, readOnly: false, migrations: [...migrations, 'CREATE TABLE a (b); nonsense;'] });

    expect(failing).toThrow('syntax error');
    const { state: again } = await openTestState({ dir });
    expect(await again.checkpoints.list('')).toStrictEqual([]);
  });

  it('is refused when it is newer', async () => {
    const { state, dir } = await openTestState();
    await state.close();
    openDatabase({ path: join(dir, 'state.db'), readOnly: false, migrations: newer }).close();

    await expect(openTestState({ dir })).rejects.toMatchObject({
      name: 'StateVersionError',
      found: newer.length,
      message: expect.stringContaining('upgrade'),
    });
  });

  it('is not migrated by a reader', async () => {
    const { state, dir } = await openTestState();
    await state.close();

    const read = () => openDatabase({ path: join(dir, 'state.db'), readOnly: true, migrations: newer });

    expect(read).toThrow('the next run migrates it');
  });

  it('is not made in a database of another program', async () => {
    const dir = temporaryDirectory();
    const other = new DatabaseSync(join(dir, 'state.db'));
    other.exec('CREATE TABLE theirs (a)');
    other.close();

    await expect(openTestState({ dir })).rejects.toMatchObject({
      name: 'StateDamagedError',
      message: expect.stringContaining('another program'),
    });
  });
});
