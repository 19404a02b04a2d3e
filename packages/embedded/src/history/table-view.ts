import type { TableDefinition } from '@streamalert/core';
import { fileColumns } from './column-sql.ts';
import { sqlName, sqlTexts } from './sql-text.ts';

/** Columns that had a name in 3.5 which no longer is the one of the data: old name by new name. */
const oldNames: Readonly<Record<string, string>> = { streamalert_envelope_keys: 'streamalert:envelope_keys' };

const fileColumn = 'streamalert_file';

/**
 * SQL that makes the view of a table over its files. Columns that a file lacks are NULL; columns that only files have,
 * since the schema has changed, come after those of the definition. `dt` is the hour of arrival; a condition on it
 * leaves other hours' files unread.
 *
 * @param files Paths, in groups of files with the same columns: not every file has to be opened to know what it holds.
 */
export function createView(table: TableDefinition, files: readonly (readonly string[])[]): string {
  const aliases = table.columns.flatMap(({ name }) =>
    oldNames[name] === undefined ? [] : [`${sqlName(name)} AS ${sqlName(oldNames[name])}`],
  );
  // Not by hive_partitioning, which would also take directories above the history for columns.
  const hour = `regexp_extract(${fileColumn}, 'dt=([^/\\\\]+)[/\\\\][^/\\\\]*$', 1) AS dt`;
  const columns = [`* EXCLUDE (${fileColumn})`, ...aliases, hour];
  return `CREATE VIEW ${sqlName(table.name)} AS SELECT ${columns.join(', ')} FROM (${rows(table, files)})${onlyOnce(table)}`;
}

function rows(table: TableDefinition, files: readonly (readonly string[])[]): string {
  const typed = fileColumns(table).map(({ name, type }) => `CAST(NULL AS ${type}) AS ${sqlName(name)}`);
  const none = `SELECT ${[...typed, `CAST(NULL AS VARCHAR) AS ${fileColumn}`].join(', ')} WHERE false`;
  const read = files.map(
    (paths) => `SELECT * FROM read_parquet(${sqlTexts(paths)}, hive_partitioning = false, filename = '${fileColumn}')`,
  );
  return [none, ...read].join(' UNION ALL BY NAME ');
}

/** An alert that was handed to history twice, as a crash may do, is one alert. */
function onlyOnce({ name, columns }: TableDefinition): string {
  if (name !== 'alerts' || !columns.some((column) => column.name === 'id')) return '';
  return ' QUALIFY id IS NULL OR row_number() OVER (PARTITION BY id ORDER BY dt) = 1';
}
