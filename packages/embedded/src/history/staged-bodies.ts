import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { parseJson, stringifyJson } from '@streamalert/core';
import type { PendingBody } from '../bodies/pending-history.ts';
import { unreadableKey } from './column-sql.ts';

/** The part of a pending body that is written. */
export type Body = Pick<PendingBody, 'format' | 'text'>;

/** Writes bodies as one JSON array, the form in which DuckDB reads messages and lines alike; text is copied as it is. */
export async function stageBodies(path: string, bodies: Iterable<Body>): Promise<void> {
  await stage(path, bodies, arrayItems);
}

/**
 * As {@link stageBodies}, but each line is parsed and written again, so that DuckDB, whose parser is stricter in places,
 * reads it: half of a surrogate pair becomes U+FFFD, and what is not JSON at all becomes an object that holds its text.
 */
export async function stageRepaired(path: string, bodies: Iterable<Body>): Promise<void> {
  await stage(path, bodies, repairedItems);
}

/** Written at once: while records are read, the event loop comes round too seldom for a write for each body. */
const chunkBytes = 8 * 1024 * 1024;

async function stage(path: string, bodies: Iterable<Body>, items: (body: Body) => Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const chunk of chunks(bodies, items)) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

function* chunks(bodies: Iterable<Body>, items: (body: Body) => Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = [Buffer.from('[')];
  let bytes = 0;
  let separator = Buffer.alloc(0);
  for (const body of bodies) {
    const text = items(body);
    if (text.byteLength === 0) continue;
    parts.push(separator, text);
    bytes += text.byteLength;
    separator = Buffer.from(',\n');
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  yield Buffer.concat([...parts, Buffer.from(']')]);
}

const code = { newline: 0x0a, comma: 0x2c, openBracket: 0x5b, closeBracket: 0x5d };
const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** What stands between the brackets of the array. */
function arrayItems({ format, text }: Body): Uint8Array {
  const bytes = trim(isUtf8(text) ? text : Buffer.from(Buffer.from(text).toString()));
  if (format === 'lines') return bytes.map((byte) => (byte === code.newline ? code.comma : byte));
  const isArray = bytes[0] === code.openBracket && bytes.at(-1) === code.closeBracket;
  return isArray ? trim(bytes.subarray(1, -1)) : bytes;
}

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.byteLength;
  while (start < end && isSpace(bytes[start])) start += 1;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

function repairedItems({ format, text }: Body): Uint8Array {
  const decoded = Buffer.from(text).toString();
  const parts = format === 'lines' ? decoded.split('\n').filter((line) => line.trim() !== '') : [decoded];
  return Buffer.from(parts.flatMap(parsedItems).join(','));
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
