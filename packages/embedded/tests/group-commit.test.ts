import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { StateDamagedError } from '../src/errors.ts';
import { Database } from '../src/sqlite/database.ts';
import { GroupCommit } from '../src/sqlite/group-commit.ts';
import { DatabaseSync } from '../src/sqlite/node-sqlite.ts';

function open() {
  const db = new Database(new DatabaseSync(':memory:'), 'state.db');
  onTestFinished(() => db.close());
  db.exec('CREATE TABLE numbers (number INTEGER NOT NULL) STRICT');
  const exec = vi.spyOn(db, 'exec');
  const insert = db.prepare('INSERT INTO numbers VALUES (?)');
  const writer = new GroupCommit(db);
  return {
    writer,
    insert: (number: number | null) => writer.write(() => insert.run(number)),
    numbers: () =>
      db
        .prepare<{ number: number }>('SELECT number FROM numbers')
        .all()
        .map(({ number }) => number),
    commits: () => exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length,
    exec,
  };
}

describe('GroupCommit', () => {
  it('commits everything that was begun in one turn at once', async () => {
    const { insert, numbers, commits } = open();
    await Promise.all([1, 2, 3].map(insert));
    await insert(4);

    expect(commits()).toBe(2);
    expect(numbers()).toStrictEqual([1, 2, 3, 4]);
  });

  it('resolves after the commit, not before', async () => {
    const { insert, commits } = open();
    let resolved = -1;
    const written = insert(1).then(() => {
      resolved = commits();
    });
    await Promise.resolve();

    expect(resolved).toBe(-1);
    await written;
    expect(resolved).toBe(1);
  });

  it('rolls back only the unit that throws', async () => {
    const { writer, insert, numbers } = open();

    const results = await Promise.allSettled([
      insert(1),
      writer.atomically(() => [insert(2), insert(null)]),
      insert(3),
    ]);

    expect(results.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(numbers()).toStrictEqual([1, 3]);
  });

  it('lets a write with a preparation wait for it, and others pass', async () => {
    const { writer, insert, numbers } = open();
    const { promise: prepared, resolve } = Promise.withResolvers<void>();
    const late = writer.atomically(() => [
      insert(1),
      writer.write(
        () => {},
        () => prepared,
      ),
    ]);
    await insert(2);
    resolve();
    await late;

    expect(numbers()).toStrictEqual([2, 1]);
  });

  it('does not write what could not be prepared', async () => {
    const { writer, insert, numbers } = open();

    const unit = writer.atomically(() => [
      insert(1),
      writer.write(
        () => {},
        () => Promise.reject(new Error('no file')),
      ),
    ]);

    await expect(unit).rejects.toThrow('no file');
    await insert(2);
    expect(numbers()).toStrictEqual([2]);
  });

  it('waits for preparations before it closes', async () => {
    const { writer, insert, numbers } = open();
    const prepare = () => new Promise((done) => setTimeout(done, 20));
    const begun = writer.atomically(() => [insert(1), writer.write(() => {}, prepare)]);
    const closed = writer.close();

    await expect(insert(2)).rejects.toThrow('is closed');
    await closed;
    await begun;
    expect(numbers()).toStrictEqual([1]);
  });

  it('refuses every write after the database has failed', async () => {
    const { writer, insert, exec } = open();
    const damage = new StateDamagedError('state.db', 'state.db is damaged');
    exec.mockImplementationOnce(() => {
      throw damage;
    });

    const first = await Promise.allSettled([insert(1), insert(2)]);

    expect(first).toStrictEqual([
      { status: 'rejected', reason: damage },
      { status: 'rejected', reason: damage },
    ]);
    await expect(insert(3)).rejects.toBe(damage);
    await expect(
      writer.write(
        () => {},
        () => expect.unreachable(),
      ),
    ).rejects.toBe(damage);
  });
});
