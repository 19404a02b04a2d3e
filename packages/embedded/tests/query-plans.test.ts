import { join } from 'node:path';
import { createTestClock } from '@streamalert/test-kit';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '../src/sqlite/database.ts';
import { openDatabase } from '../src/sqlite/open-database.ts';
import { openState } from '../src/state.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';

/** Tables that are read whole because somebody wants the whole table. */
const listed = ['rule_statuses', 'sqlite_master', 'json_each'];
const sorts = 'USE TEMP B-TREE FOR ORDER BY';

function readsWholeTable(step: string): boolean {
  const [verb, table = ''] = step.split(' ');
  return verb === 'SCAN' && !step.includes(' USING ') && !table.startsWith('(') && !listed.includes(table);
}

it('every statement finds its rows by an index', async () => {
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  onTestFinished(() => prepare.mockRestore());
  const dir = join(temporaryDirectory(), 'state');
  const state = await openState({ dir, clock: createTestClock() });
  const statements = prepare.mock.calls.map(([sql]) => sql).filter((sql) => /^\s*(SELECT|UPDATE|DELETE)/.test(sql));
  await state.close();
  const db = openDatabase({ path: join(dir, 'state.db'), readOnly: false });
  onTestFinished(() => db.close());

  const plans = statements.flatMap((sql) => db.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all());
  const slow = plans.map(({ detail }) => detail).filter((step) => readsWholeTable(step) || step === sorts);

  expect(statements.length).toBeGreaterThan(40);
  expect(slow).toStrictEqual([]);
});
