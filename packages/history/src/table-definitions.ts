import type { Config, Fields, LogTypeSchema } from '@streamalert/config';
import type { Column, TableDefinition } from '@streamalert/core';
import { tableName } from '@streamalert/core/naming';
import { alertsTable } from './alerts-table.ts';
import { compare } from './column-names.ts';
import { column, fieldColumns } from './columns.ts';

const envelopeKey = 'streamalert:envelope_keys';
const envelopeColumn = 'streamalert_envelope_keys';
const normalization = 'streamalert_normalization';

/** What the queue message says about a record, after the record's own columns. */
const messageColumns: readonly Column[] = [
  { name: 'streamalert_id', type: 'string', path: ['id'] },
  { name: 'streamalert_cluster', type: 'string', path: ['cluster'] },
  { name: 'streamalert_service', type: 'string', path: ['service'] },
  { name: 'streamalert_resource', type: 'string', path: ['resource'] },
];

/**
 * Names no field of a log type gets: the partition, the columns around a record, and `streamalert_unfit`, where one
 * machine keeps values that their column cannot hold.
 */
const reservedNames: readonly string[] = ['dt', 'streamalert_unfit', ...messageColumns.map(({ name }) => name)];

/**
 * Tables of history: one for each log type, in the order of the configuration, then `alerts`. Of log types that come to
 * one table name the first stays; `checkHistory` reports the others.
 */
export function tableDefinitions(config: Config): TableDefinition[] {
  const tables = new Map<string, TableDefinition>();
  for (const schema of config.logTypes) {
    const table = logTypeTable(schema);
    if (table.name !== alertsTable.name && !tables.has(table.name)) tables.set(table.name, table);
  }
  return [...tables.values(), alertsTable];
}

function logTypeTable(schema: LogTypeSchema): TableDefinition {
  const own = specialColumns(schema);
  const fields = fieldColumns(ordinaryFields(schema), ['record'], takenNames(schema));
  const recordColumns = [...fields, ...own].sort((a, b) => compare(a.name, b.name));
  return { name: tableName(schema.name), columns: [...recordColumns, ...messageColumns] };
}

/** Fields that are not also written by the pipeline under the same key. */
export function ordinaryFields(schema: LogTypeSchema): Fields {
  const special = new Set(specialColumns(schema).map(({ path }) => path.at(-1)));
  return schema.fields.filter(([key]) => !special.has(key));
}

/** Column names that the fields of a log type do not get. */
export function takenNames(schema: LogTypeSchema): readonly string[] {
  return [...reservedNames, ...specialColumns(schema).map(({ name }) => name)];
}

/** What classifying adds to a record: the keys of the envelope, and normalized values. */
function specialColumns({ configuration }: LogTypeSchema): readonly Column[] {
  const columns: Column[] = [];
  if (configuration.envelopeKeys.length > 0) {
    const envelope = { kind: 'struct', fields: configuration.envelopeKeys } as const;
    columns.push(column(envelopeColumn, ['record', envelopeKey], envelope));
  }
  if (configuration.normalization.length > 0) {
    columns.push(column(normalization, ['record', normalization], { kind: 'map' }));
  }
  return columns;
}
