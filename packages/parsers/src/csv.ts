import type { Json } from '@streamalert/core';
import { FloatMarks } from './float-marks.ts';
import { createJsonParser } from './json.ts';
import { csvLineFormat } from './line-fields.ts';
import { type CsvDialect, type CsvRow, readCsv, readCsvRow } from './read-csv.ts';
import type { Candidate, ParserInput, RecordParser } from './record-parser.ts';

/** A column of a CSV log. */
export interface CsvColumn {
  readonly name: string;
  /** The field is itself a row of CSV, with these columns. */
  readonly columns?: readonly CsvColumn[];
}

/** Options of the `csv` parser, as in `configuration` of a log schema. */
export interface CsvParserOptions {
  /** In order. */
  readonly columns: readonly CsvColumn[];
  /** One character. Default `,`. */
  readonly delimiter?: string;
  /** One character. Default `"`. */
  readonly quotechar?: string;
  /** One character that makes the next one literal. Default: none. */
  readonly escapechar?: string;
  /** Where the CSV texts are found in JSON data; see `JsonParserOptions`. */
  readonly jsonPath?: readonly string[];
  /**
   * Whether the first row names the columns, in whatever order. `required`: without it there is no record; `optional`:
   * without it the columns are in the order of `columns`. Default `none`: every row is a record.
   */
  readonly header?: CsvHeader;
  /** Columns that a header may leave out. */
  readonly optionalColumns?: readonly string[];
  /**
   * How many fields a row without header has. `exact`: one for each column. `short`: optional columns at the end may be
   * absent, as where a vendor has added some. Default `exact`.
   */
  readonly rows?: CsvRowLength;
}

/** Whether the first row names the columns. */
export type CsvHeader = 'none' | 'optional' | 'required';

/** How many fields a row has. */
export type CsvRowLength = 'exact' | 'short';

/** The `csv` parser. */
export interface CsvParser extends RecordParser {
  readonly name: 'csv';
  /** The columns of a payload whose first line is `header`; `undefined` when they cannot be known without one. */
  readonly columnsOf: (header: string | undefined) => readonly CsvColumn[] | undefined;
}

const comma = ',';
const doubleQuote = '"';

/**
 * The `csv` parser: each row is a candidate, its values assigned to the columns in order.
 *
 * @throws JsonPathError when a path cannot be read.
 * @throws RangeError when an option that is one character is not.
 */
export function createCsvParser(options: CsvParserOptions): CsvParser {
  const dialect = dialectOf(options);
  const layouts = new Layouts(options, dialect);
  const json = createJsonParser({ jsonPath: options.jsonPath ?? [] });
  const fromJson = json.paths.length > 0;

  const candidatesOfItem = (input: ParserInput): readonly Candidate[] => {
    const { value } = input;
    if (typeof value !== 'string') return [failed(value, 'not text')];
    if (input.isLossy === true) return [failed(value, 'invalid UTF-8')];
    const { rows, error } = readCsv(value, dialect);
    const own = input.header === undefined ? layouts.fromRow(rows[0]) : undefined;
    const columns = own ?? layouts.of(input.header);
    const body = own === undefined ? rows : rows.slice(1);
    const candidates = body.map((row) => candidateOf(row, layouts.fitting(columns, row.fields.length), dialect));
    return error === undefined ? candidates : [...candidates, failed(value, error)];
  };

  const candidates = (input: ParserInput): readonly Candidate[] =>
    fromJson
      ? json.candidates(input).flatMap((found) => (found.ok ? candidatesOfItem({ ...input, ...found }) : [found]))
      : candidatesOfItem(input);

  const isHeader = ({ value, header, isLossy }: ParserInput): boolean => {
    if (typeof value !== 'string' || header !== undefined || isLossy === true) return false;
    const { rows } = readCsv(value, dialect);
    return rows.length === 1 && layouts.fromRow(rows[0]) !== undefined;
  };

  const line = fromJson || (layouts.hasShortRows && layouts.hasHeader) ? undefined : csvLineFormat(dialect);
  return {
    name: 'csv',
    takesText: !fromJson,
    paths: json.paths,
    ...(line !== undefined && { line }),
    candidates,
    candidatesOfItem,
    ...(layouts.hasHeader && { isHeader }),
    columnsOf: (header) => layouts.of(header),
  };
}

function dialectOf({ delimiter = comma, quotechar = doubleQuote, escapechar }: CsvParserOptions): CsvDialect {
  for (const [option, value] of Object.entries({ delimiter, quotechar, escapechar })) {
    if (value !== undefined && [...value].length !== 1) throw new RangeError(`${option} takes exactly one character`);
  }
  return { delimiter, quotechar, ...(escapechar !== undefined && { escapechar }) };
}

/** Which columns the fields of a row belong to. */
class Layouts {
  readonly hasHeader: boolean;
  readonly hasShortRows: boolean;
  readonly #byOrder: readonly CsvColumn[] | undefined;
  readonly #byName: ReadonlyMap<string, CsvColumn>;
  readonly #required: readonly string[];
  /** Fields of the shortest row whose columns are in their order. */
  readonly #fewest: number;
  readonly #dialect: CsvDialect;
  /** A payload has one header, and is read line by line. */
  #last: { readonly header: string; readonly columns: readonly CsvColumn[] | undefined } | undefined;

  constructor(options: CsvParserOptions, dialect: CsvDialect) {
    const { columns, header = 'none', optionalColumns = [], rows = 'exact' } = options;
    this.hasHeader = header !== 'none';
    this.#byOrder = header === 'required' ? undefined : columns;
    this.#byName = new Map(columns.map((column) => [column.name, column]));
    this.#required = columns.map(({ name }) => name).filter((name) => !optionalColumns.includes(name));
    const lastRequired = columns.findLastIndex(({ name }) => !optionalColumns.includes(name));
    this.#fewest = rows === 'exact' ? columns.length : Math.max(lastRequired + 1, 1);
    this.hasShortRows = this.#fewest < columns.length;
    this.#dialect = dialect;
  }

  of(header: string | undefined): readonly CsvColumn[] | undefined {
    if (!this.hasHeader || header === undefined) return this.#byOrder;
    if (this.#last?.header !== header) {
      const { rows } = readCsv(header, this.#dialect);
      this.#last = { header, columns: (rows.length === 1 && this.fromRow(rows[0])) || this.#byOrder };
    }
    return this.#last.columns;
  }

  /** The columns of a row of so many fields: those at the end that it may lack are left out. */
  fitting(columns: readonly CsvColumn[] | undefined, fields: number): readonly CsvColumn[] | undefined {
    if (columns === undefined || columns !== this.#byOrder) return columns;
    return fields < columns.length && fields >= this.#fewest ? columns.slice(0, fields) : columns;
  }

  /** The columns that a header names; `undefined` for a row that is no header: it lacks a column, or repeats one. */
  fromRow(row: CsvRow | undefined): readonly CsvColumn[] | undefined {
    if (!this.hasHeader || row === undefined) return undefined;
    const names = new Set(row.fields);
    if (names.size < row.fields.length || !this.#required.every((name) => names.has(name))) return undefined;
    const columns = row.fields.map((name) => this.#byName.get(name) ?? { name });
    return columns.some(({ name }) => this.#byName.has(name)) ? columns : undefined;
  }
}

function candidateOf(row: CsvRow, columns: readonly CsvColumn[] | undefined, dialect: CsvDialect): Candidate {
  if (columns === undefined) return failed(row.source, 'no header');
  const value = recordOf(row.fields, columns, dialect);
  if (typeof value === 'string') return failed(row.source, 'other columns', value);
  return { ok: true, value, floats: new FloatMarks(), source: row.source };
}

/** The record of a row, or what is wrong with it. */
function recordOf(
  fields: readonly string[],
  columns: readonly CsvColumn[],
  dialect: CsvDialect,
): Record<string, Json> | string {
  if (columns.length === 0 || fields.length !== columns.length) {
    return `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} in place of ${columns.length}`;
  }
  const entries: [string, Json][] = [];
  for (const [index, column] of columns.entries()) {
    const field = fields[index] as string;
    const value = column.columns === undefined ? field : nestedRecord(field, column.columns, dialect);
    if (value === undefined) return `field "${column.name}" is not a row of its columns`;
    entries.push([column.name, value]);
  }
  // Unlike an assignment this makes `__proto__` a member like any other.
  return Object.fromEntries(entries);
}

/** Only the first row of a nested text counts, as in 3.5. */
function nestedRecord(
  text: string,
  columns: readonly CsvColumn[],
  dialect: CsvDialect,
): Record<string, Json> | undefined {
  const row = readCsvRow(text, dialect);
  if (row === undefined || typeof row === 'string') return undefined;
  const record = recordOf(row.fields, columns, dialect);
  return typeof record === 'string' ? undefined : record;
}

function failed(value: Json, reason: string, detail?: string): Candidate {
  return { ok: false, value, reason, ...(detail !== undefined && { detail }) };
}
