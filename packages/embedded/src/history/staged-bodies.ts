import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { parseJson, stringifyJson } from '@streamalert/core';
import type { PendingBody } from '../bodies/pending-history.ts';
import { unreadableKey } from './column-sql.ts';

/** The part of a pending body that is written. */
export type Body = Pick<PendingBody, 'format' | 'text'>;

/** Writes bodies as lines of JSON, which DuckDB reads with all its threads; text is copied as it is. */
export async function stageBodies(path: string, bodies: Iterable<Body>): Promise<void> {
  await stage(path, bodies, linesOf);
}

/**
 * As {@link stageBodies}, but each line is parsed and written again, so that DuckDB, whose parser is stricter in places,
 * reads it: half of a surrogate pair becomes U+FFFD, and what is not JSON at all becomes an object that holds its text.
 */
export async function stageRepaired(path: string, bodies: Iterable<Body>): Promise<void> {
  await stage(path, bodies, repairedLines);
}

/** Written at once: while records are read, the event loop comes round too seldom for a write for each body. */
const chunkBytes = 8 * 1024 * 1024;

async function stage(path: string, bodies: Iterable<Body>, lines: (body: Body) => Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const chunk of chunks(bodies, lines)) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

function* chunks(bodies: Iterable<Body>, lines: (body: Body) => Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const text = lines(body);
    parts.push(text, lineFeed);
    bytes += text.byteLength;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  yield Buffer.concat(parts);
}

const lineFeed = Buffer.from('\n');
const code = { newline: 0x0a, space: 0x20, comma: 0x2c, openBracket: 0x5b, closeBracket: 0x5d };
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** One record a line: of a queue body what stands between its brackets, without the commas at the ends of its lines. */
function linesOf({ format, text }: Body): Uint8Array {
  const bytes = trim(isUtf8(text) ? text : Buffer.from(Buffer.from(text).toString()));
  const isArray = bytes[0] === code.openBracket && bytes.at(-1) === code.closeBracket;
  if (format === 'lines' || !isArray) return bytes;
  const lines = Buffer.from(bytes.subarray(1, -1));
  for (let end = lines.indexOf(code.newline); end !== -1; end = lines.indexOf(code.newline, end + 1)) {
    if (lines[end - 1] === code.comma) lines[end - 1] = code.space;
  }
  return lines;
}

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.byteLength;
  while (start < end && isSpace(bytes[start])) start += 1;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

function repairedLines({ format, text }: Body): Uint8Array {
  const decoded = Buffer.from(text).toString();
  const parts = format === 'lines' ? decoded.split('\n').filter((line) => line.trim() !== '') : [decoded];
  return Buffer.from(parts.flatMap(parsedItems).join('\n'));
}

function parsedItems(text: string): readonly string[] {
  try {
    const parsed = parseJson(text);
    return (Array.isArray(parsed) ? parsed : [parsed]).map((item) => withoutHalfPairs(stringifyJson(item)));
  } catch {
    return [withoutHalfPairs(stringifyJson({ [unreadableKey]: text }))];
  }
}

/** A whole pair, then half of one, then any other escape: in this order each escape is looked at once, from its backslash. */
const escapes = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|.)/g;

function withoutHalfPairs(json: string): string {
  return json.replace(escapes, (escape, half: string | undefined) => (half === undefined ? escape : '\\ufffd'));
}
