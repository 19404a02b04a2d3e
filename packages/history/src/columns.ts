import type { Fields, FieldType } from '@streamalert/config';
import type { Column } from '@streamalert/core';
import { columnNames } from './column-names.ts';

/**
 * Columns of a schema's fields, sorted by name.
 *
 * @param parent Path of keys from the stored line to the object that holds the fields.
 * @param taken Column names that are no longer free.
 */
export function fieldColumns(fields: Fields, parent: readonly string[], taken?: Iterable<string>): readonly Column[] {
  const types = new Map(fields);
  return columnNames([...types.keys()], taken).map(({ key, name }) =>
    column(name, [...parent, key], types.get(key) ?? { kind: 'map' }),
  );
}

/** One column of the given type. */
export function column(name: string, path: readonly string[], type: FieldType): Column {
  if (type.kind !== 'struct') return { name, path, type: hiveTypes[type.kind] };
  const fields = fieldColumns(type.fields, []);
  return { name, path, type: `struct<${fields.map((field) => `${field.name}:${field.type}`).join(',')}>`, fields };
}

/** Hive types of fields, kept from 3.5, whose tables existing deployments have (spec 04 §6.5). */
const hiveTypes: Readonly<Record<Exclude<FieldType['kind'], 'struct'>, string>> = {
  string: 'string',
  integer: 'bigint',
  boolean: 'boolean',
  float: 'decimal(10,3)',
  map: 'map<string,string>',
  list: 'array<string>',
  // Accepts empty values only, so any type would do.
  unknown: 'string',
};
