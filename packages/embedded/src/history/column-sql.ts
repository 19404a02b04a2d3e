import type { Column, TableDefinition } from '@streamalert/core';
import { jsonPointer } from '@streamalert/core';
import { columnsTag } from './file-name.ts';
import { sqlName, sqlText, sqlTexts } from './sql-text.ts';

/** Where values are kept, as their JSON text by column, that the type of their column cannot hold. */
export const unfitColumn = 'streamalert_unfit';

/** Key of a line that could not be read as JSON, and its key in {@link unfitColumn}. */
export const unreadableKey = 'streamalert_unreadable';

/** SQL of one column: what it holds, and when the JSON text does not fit. */
interface ColumnSql {
  readonly value: string;
  readonly unfit: readonly UnfitSql[];
}

/** `condition` is never NULL; `json` is the text to keep under `key`. */
interface UnfitSql {
  readonly key: string;
  readonly json: string;
  readonly condition: string;
}

/** The type of a column in DuckDB, written to Parquet as the type that Athena knows by the column's Hive type. */
export function duckDbType({ type, fields }: Column): string {
  if (fields !== undefined) {
    return `STRUCT(${fields.map((field) => `${sqlName(field.name)} ${duckDbType(field)}`).join(', ')})`;
  }
  return duckDbTypes[type] ?? 'VARCHAR';
}

const duckDbTypes: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  'decimal(10,3)': 'DECIMAL(10,3)',
  'map<string,string>': 'MAP(VARCHAR, VARCHAR)',
  'array<string>': 'VARCHAR[]',
};

/** All columns of a table's files with their DuckDB types. */
export function fileColumns(table: TableDefinition): readonly { readonly name: string; readonly type: string }[] {
  return [
    ...table.columns.map((column) => ({ name: column.name, type: duckDbType(column) })),
    { name: unfitColumn, type: 'MAP(VARCHAR, VARCHAR)' },
  ];
}

/** {@link columnsTag} of the files that are written for a table. */
export function tableTag(table: TableDefinition): string {
  return columnsTag(fileColumns(table).map(({ name, type }) => `${name} ${type}`));
}

/**
 * A SELECT of a table's columns from lines of JSON.
 *
 * Each line is parsed twice, whatever the number of columns: once for all texts and once for all other values.
 *
 * @param lines SQL that gives one column `line` of type JSON.
 */
export function selectColumns(table: TableDefinition, lines: string): string {
  const texts = new Pointers('t');
  const values = new Pointers('j');
  const unreadable = texts.add([unreadableKey]);
  const columns = table.columns.map((column) => ({ name: column.name, ...columnSql(column, [], texts, values) }));
  const unfit = [
    { key: unreadableKey, json: unreadable, condition: `${unreadable} IS NOT NULL` },
    ...columns.flatMap((column) => column.unfit),
  ];
  const selected = columns.map(({ name, value }) => `${value} AS ${sqlName(name)}`);
  return `SELECT ${[...selected, `${unfitMap(unfit)} AS ${sqlName(unfitColumn)}`].join(',\n  ')}
FROM (SELECT t, ${values.names((item) => `nullif(CAST(${item} AS VARCHAR), 'null')`)}
  FROM (SELECT json_extract_string(line, ${texts.list()}) AS t, json_extract(line, ${values.list()}) AS j FROM ${lines}))`;
}

/** Paths that are extracted together, as one list. */
class Pointers {
  readonly #list: string;
  readonly #pointers: string[] = [];

  constructor(list: string) {
    this.#list = list;
  }

  /** @returns SQL of the value there. */
  add(path: readonly string[]): string {
    this.#pointers.push(jsonPointer(path));
    return `${this.#list}[${this.#pointers.length}]`;
  }

  /** @returns The name under which {@link names} gives the value there. */
  addNamed(path: readonly string[]): string {
    this.add(path);
    return `${this.#list}${this.#pointers.length}`;
  }

  names(sql: (item: string) => string): string {
    const named = this.#pointers.map(
      (_, index) => `${sql(`${this.#list}[${index + 1}]`)} AS ${this.#list}${index + 1}`,
    );
    return named.length === 0 ? 'NULL' : named.join(', ');
  }

  list(): string {
    return this.#pointers.length === 0 ? '[]::VARCHAR[]' : sqlTexts(this.#pointers);
  }
}

function columnSql(column: Column, parents: readonly Column[], texts: Pointers, values: Pointers): ColumnSql {
  const path = [...parents, column].flatMap((step) => step.path);
  const key = [...parents, column].map((step) => step.name).join('.');
  if (column.fields !== undefined) {
    const fields = column.fields.map((field) => ({
      name: field.name,
      ...columnSql(field, [...parents, column], texts, values),
    }));
    const json = values.addNamed(path);
    const struct = fields.map(({ name, value }) => `${sqlName(name)} := ${value}`).join(', ');
    return {
      value: `CASE WHEN starts_with(${json}, '{') THEN struct_pack(${struct}) END`,
      unfit: [{ key, json, condition: isNot(`starts_with(${json}, '{')`) }, ...fields.flatMap((field) => field.unfit)],
    };
  }
  const convert = conversions[column.type];
  if (convert === undefined) return { value: texts.add(path), unfit: [] };
  const json = values.addNamed(path);
  const { value, fits } = convert(json);
  return { value, unfit: [{ key, json, condition: isNot(fits) }] };
}

const isNot = (condition: string): string => `coalesce(NOT (${condition}), false)`;

/** How the JSON text of a value becomes a column's value, and whether it does without loss; `fits` is NULL for NULL. */
const conversions: Readonly<Record<string, (json: string) => { value: string; fits: string }>> = {
  bigint(json) {
    // 1.0 and 1 are one number, but a cast alone would also round 1.5.
    const digits = `CASE WHEN regexp_full_match(${json}, '-?[0-9]+(\\.0+)?') THEN split_part(${json}, '.', 1) ELSE '' END`;
    const value = `TRY_CAST(${digits} AS BIGINT)`;
    return { value, fits: `CASE WHEN ${json} IS NOT NULL THEN ${value} IS NOT NULL END` };
  },
  boolean: (json) => ({
    value: `CASE ${json} WHEN 'true' THEN true WHEN 'false' THEN false END`,
    fits: `${json} IN ('true', 'false')`,
  }),
  'decimal(10,3)'(json) {
    // The column holds the rounded number, as it always did; the exact one is then kept beside it.
    const value = `TRY_CAST(${json} AS DECIMAL(10,3))`;
    return {
      value,
      fits: `CASE WHEN ${json} IS NOT NULL THEN coalesce(CAST(${value} AS DOUBLE) = TRY_CAST(${json} AS DOUBLE), false) END`,
    };
  },
  'map<string,string>': (json) => ({
    value: `CASE WHEN starts_with(${json}, '{') THEN from_json(${json}, '"MAP(VARCHAR, VARCHAR)"') END`,
    fits: `starts_with(${json}, '{')`,
  }),
  'array<string>': (json) => ({
    value: `CASE WHEN starts_with(${json}, '[') THEN from_json(${json}, '["VARCHAR"]') END`,
    fits: `starts_with(${json}, '[')`,
  }),
};

function unfitMap(unfit: readonly UnfitSql[]): string {
  const any = unfit.map(({ condition }) => condition).join(' OR ');
  const entries = unfit.map(
    ({ key, json, condition }) => `CASE WHEN ${condition} THEN struct_pack(k := ${sqlText(key)}, v := ${json}) END`,
  );
  return `CASE WHEN ${any} THEN map_from_entries(list_filter([${entries.join(', ')}], lambda entry: entry IS NOT NULL)) END`;
}
