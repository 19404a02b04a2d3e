import type { JsonObject } from '@streamalert/core';
import { describeRecordStream } from '@streamalert/test-kit';
import { searchHistory } from '../../src/index.ts';
import { makeHistory, testTables } from './helpers/test-history.ts';

function makeBatch(seed: number) {
  const rows = [1, 2].map((index) => ({ id: `${seed}.${index}`, rule_name: `rule "${index}" of\n${seed}` }));
  const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { batch: { table: 'alerts', id: `batch-${seed}`, records: rows.length, lines }, rows };
}

describeRecordStream('HistoryWriter', async () => {
  const { root, writer, restart } = await makeHistory();
  return {
    port: writer,
    makeBatch,
    reopen: async () => restart(),
    async stored(): Promise<readonly JsonObject[]> {
      const { columns, rows } = await searchHistory({
        root,
        tables: testTables,
        sql: 'SELECT id, rule_name FROM alerts',
      });
      const found = await Array.fromAsync(rows);
      return found.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
    },
  };
});
