import { partitionHour, type TableDefinition } from '@streamalert/core';
import { tableName } from '@streamalert/core/naming';
import type { PendingBody } from '../bodies/pending-history.ts';

/** The table of a log type; a name of a table is its own. */
export function tableOf(tables: readonly TableDefinition[], logType: string): TableDefinition {
  const name = tableName(logType);
  return tables.find((table) => table.name === name) ?? unconfiguredTable(name);
}

/** A log type that has left the configuration while records of it were pending: they are kept as they are. */
function unconfiguredTable(name: string): TableDefinition {
  return {
    name,
    columns: [
      { name: 'record', type: 'map<string,string>', path: ['record'] },
      { name: 'streamalert_id', type: 'string', path: ['id'] },
    ],
  };
}

/** Bodies by hour of arrival, which is stored with them: a body that is written again goes to the same hour. */
export function byHour(bodies: readonly PendingBody[]): ReadonlyMap<string, readonly PendingBody[]> {
  return Map.groupBy(bodies, ({ arrived }) => partitionHour(arrived));
}

/** Pages of the bodies that are pending for one log type or table, each at most `limitBytes` of text unless one body is larger. */
export async function* pendingPages(
  pending: {
    pendingBodies(filter: { logType: string; afterSeq: number; limitBytes: number }): Promise<readonly PendingBody[]>;
  },
  logType: string,
  limitBytes: number,
): AsyncGenerator<readonly PendingBody[]> {
  let afterSeq = 0;
  for (;;) {
    const page = await pending.pendingBodies({ logType, afterSeq, limitBytes });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    afterSeq = last.seq;
  }
}
