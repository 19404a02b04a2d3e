import type { TableDefinition } from '@streamalert/core';
import { stringifyJson } from '@streamalert/core';
import { describeHistorySearch } from '@streamalert/test-kit';
import { createHistorySearch } from '../../src/index.ts';
import { makeHistory } from './helpers/test-history.ts';

const types = { id: 'string', rule_name: 'string', staged: 'boolean', hits: 'bigint' };
const tables: readonly TableDefinition[] = [
  { name: 'alerts', columns: Object.entries(types).map(([name, type]) => ({ name, type, path: [name] })) },
];

describeHistorySearch('the history of a state directory', async () => {
  const { root, state, putLines } = await makeHistory({ tables });
  return {
    port: createHistorySearch({
      root,
      tables,
      state: { pending: state.history, checkpoints: state.checkpoints },
    }),
    add: (rows) => putLines('alerts', rows.map((row) => `${stringifyJson(row)}\n`).join(''), rows.length),
  };
});
