import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { type Json, parseJson, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { parse } from 'csv-parse/sync';

/** The values of a table by key. */
export type TableContent = ReadonlyMap<string, Json>;

/**
 * Reads the content of a table, which may be compressed with gzip or zlib.
 *
 * - JSON: one object, key → any value.
 * - CSV, when the name ends in `.csv` or `.csv.gz`: a header, then rows whose first column is the key. With two columns
 *   the value is the second as text, with more an object of the others by header: `account,owner,stage` →
 *   `{"owner":"mia","stage":"prod"}`.
 *
 * @throws Error that says what is wrong, to be put behind the name of the table.
 */
export function decodeTable(name: string, bytes: Uint8Array): TableContent {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(decompress(bytes));
  return isCsv(name) ? decodeCsv(text) : decodeJson(text);
}

/**
 * The content of a table as JSON; sorted by key, so that a change of one key is a change of one line.
 *
 * @throws Error for CSV, whose cells can hold only text.
 */
export function encodeTable(name: string, table: TableContent, compression: boolean): Uint8Array {
  if (isCsv(name)) throw new Error('is CSV, which is edited by hand; a table that is written must be JSON');
  const sorted = [...table].sort(([a], [b]) => (a < b ? -1 : 1));
  // As own properties whatever their names are, in this order.
  const lines = sorted.map(([key, value]) => `  ${stringifyJson(key)}: ${stringifyJson(value)}`);
  const bytes = new TextEncoder().encode(lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`);
  if (name.toLowerCase().endsWith('.gz')) return gzipSync(bytes);
  // The form that 3.5 wrote.
  return compression ? deflateSync(bytes) : bytes;
}

const isCsv = (name: string): boolean => /\.csv(?:\.gz)?$/i.test(name);

/** Told by the first bytes: gzip by its mark, zlib by its header, which no JSON or CSV begins with. */
function decompress(bytes: Uint8Array): Uint8Array {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes);
    if (bytes[0] === 0x78 && ((bytes[0] << 8) | (bytes[1] ?? 0)) % 31 === 0) return inflateSync(bytes);
  } catch (cause) {
    throw new Error('is compressed and cannot be read to its end', { cause });
  }
  return bytes;
}

function decodeJson(text: string): TableContent {
  let parsed: Json;
  try {
    parsed = parseJson(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Error('is not JSON', { cause });
  }
  if (!isJsonObject(parsed)) throw new Error('must hold one JSON object');
  return new Map(Object.entries(parsed));
}

function decodeCsv(text: string): TableContent {
  const [header, ...rows] = parseCsv(text);
  if (header === undefined) return new Map();
  const [, ...columns] = header;
  if (columns.length === 0) throw new Error('must hold CSV with a key column and at least one more');
  const toValue =
    columns.length === 1
      ? ([value = '']: string[]): Json => value
      : (cells: string[]): Json => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
  return new Map(rows.map(([key = '', ...cells]) => [key, toValue(cells)]));
}

function parseCsv(text: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (cause) {
    throw new Error(`is not CSV: ${(cause as Error).message}`, { cause });
  }
}
