import type { CsvDialect } from './read-csv.ts';
import { maxFieldCharacters } from './read-csv.ts';
import type { PairDialect } from './read-pairs.ts';

/** Where the fields of a line lie in its bytes. One object is used again and again: the next line overwrites it. */
export interface LineFields {
  count: number;
  /** No field holds a character that JSON escapes. False also where nobody looked. */
  isPlain: boolean;
  /** -1 for a field that the line does not have. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Of pairs, where the keys lie. */
  readonly keyStart: Int32Array;
  readonly keyEnd: Int32Array;
}

/**
 * Finds the fields of one line of valid UTF-8 that stand in it as they are. False for a line that takes more: its text has
 * to be read.
 */
export type LineReader = (bytes: Uint8Array, start: number, end: number, into: LineFields) => boolean;

/** A line reader; those with the same `key` find the same fields. */
export interface LineFormat {
  readonly key: string;
  readonly read: LineReader;
  /** A byte that every line of the format holds: the parser finds nothing in a line without it. */
  readonly needs?: number;
  /** A byte without which a line is a single field. */
  readonly splitsAt?: number;
  /** Whether the parser surely finds nothing in a line, by its first bytes. */
  readonly refuses?: (bytes: Uint8Array, start: number, end: number) => boolean;
}

const maxFields = 512;

/** Fields of no line yet. */
export function createLineFields(): LineFields {
  const places = () => new Int32Array(maxFields);
  return { count: 0, isPlain: false, start: places(), end: places(), keyStart: places(), keyEnd: places() };
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const none = -1;

/** The code of a character that is one byte of UTF-8, `none` for no character, `undefined` for any other text. */
function byteOf(text: string | undefined): number | undefined {
  if (text === undefined) return none;
  return text.length === 1 && text.charCodeAt(0) < 0x80 ? text.charCodeAt(0) : undefined;
}

const stop = 1;
const escaped = 2;

/** Bytes at which a run of ordinary text stops, and those that JSON escapes. */
function tableOf(...stops: number[]): Uint8Array {
  const table = new Uint8Array(256).fill(escaped, 0, 0x20);
  table[0x22] = escaped;
  table[0x5c] = escaped;
  for (const byte of stops) if (byte >= 0) table[byte] = stop;
  return table;
}

/** The index of the first stop. */
function passText(bytes: Uint8Array, from: number, end: number, table: Uint8Array, into: LineFields): number {
  let at = from;
  for (; at < end; at++) {
    const kind = table[bytes[at] as number];
    if (kind === stop) break;
    if (kind === escaped) into.isPlain = false;
  }
  return at;
}

const special = tableOf();

/** Reads rows whose quoted fields hold neither quotes nor escapes. */
export function csvLineFormat(dialect: CsvDialect): LineFormat | undefined {
  const delimiter = byteOf(dialect.delimiter);
  const quote = byteOf(dialect.quotechar);
  const escape = byteOf(dialect.escapechar);
  if (delimiter === undefined || quote === undefined || escape === undefined) return undefined;
  const stops = tableOf(delimiter, carriageReturn, lineFeed, escape);
  const quotedStops = tableOf(quote, escape);

  const read: LineReader = (bytes, start, lineEnd, into) => {
    const end = lineEnd > start && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    if (end === start || end - start > maxFieldCharacters) return false;
    into.isPlain = true;
    let count = 0;
    let at = start;
    for (;;) {
      if (count === maxFields) return false;
      if (at < end && bytes[at] === quote) {
        into.start[count] = ++at;
        at = passText(bytes, at, end, quotedStops, into);
        if (at >= end || bytes[at] !== quote) return false;
        into.end[count++] = at++;
      } else {
        into.start[count] = at;
        at = passText(bytes, at, end, stops, into);
        into.end[count++] = at;
      }
      if (at >= end) break;
      if (bytes[at] !== delimiter) return false;
      at++;
    }
    into.count = count;
    return true;
  };
  return { key: `csv ${delimiter} ${quote} ${escape}`, read, ...(delimiter !== none && { splitsAt: delimiter }) };
}

/** Reads pairs whose quoted values hold no escapes, and end where the delimiter is. */
export function pairLineFormat(dialect: PairDialect): LineFormat | undefined {
  const delimiter = byteOf(dialect.delimiter);
  const separator = byteOf(dialect.separator);
  const escape = byteOf(dialect.escapechar);
  const quotes = [...(dialect.quotechar ?? '')].map(byteOf);
  if (delimiter === undefined || separator === undefined || escape === undefined || quotes.includes(undefined)) {
    return undefined;
  }
  const isQuote = new Uint8Array(256);
  for (const quote of quotes as number[]) isQuote[quote] = 1;
  const stops = tableOf(delimiter);

  const read: LineReader = (bytes, start, end, into) => {
    into.isPlain = true;
    let count = 0;
    let at = start;
    for (;;) {
      while (at < end && bytes[at] === delimiter) at++;
      if (at >= end) break;
      if (count === maxFields) return false;
      into.keyStart[count] = at;
      while (at < end && bytes[at] !== separator && bytes[at] !== delimiter) at++;
      if (at >= end || bytes[at] !== separator) return false;
      into.keyEnd[count] = at++;
      const quote = at < end ? (bytes[at] as number) : none;
      if (quote >= 0 && isQuote[quote] === 1) {
        into.start[count] = ++at;
        for (; at < end && bytes[at] !== quote && bytes[at] !== escape; at++) {
          if (special[bytes[at] as number] === escaped) into.isPlain = false;
        }
        if (at >= end || bytes[at] !== quote) return false;
        into.end[count++] = at++;
        if (at < end && bytes[at] !== delimiter) return false;
      } else {
        into.start[count] = at;
        at = passText(bytes, at, end, stops, into);
        into.end[count++] = at;
      }
    }
    into.count = count;
    return count > 0;
  };
  return { key: `kv ${delimiter} ${separator} ${escape} ${quotes.join(' ')}`, read, needs: separator };
}
