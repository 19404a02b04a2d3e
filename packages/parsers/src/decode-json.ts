import { createHash } from 'node:crypto';
import { type Json, parseJson } from '@streamalert/core';
import { decodeText } from './decode-text.ts';
import { FloatMarks } from './float-marks.ts';
import { createScan, hasDecimal, hasEndlessInteger, scan, skipSpace } from './scan.ts';

/** Text or bytes after the attempt to read them as JSON. */
export type DecodedJson =
  | { readonly ok: true; readonly value: Json; readonly floats: FloatMarks }
  | { readonly ok: false; readonly reason: DecodeFailure; readonly text: string };

/** Why data is not read as JSON: the last two are JSON, and more than is read. */
export type DecodeFailure = 'not JSON' | 'invalid UTF-8' | 'too deep' | 'number too long';

/** Options of {@link decodeJson}. */
export interface DecodeOptions {
  /** Levels of nesting that are read; deeper data is refused. Default 1,000. */
  readonly maxDepth?: number;
}

/** Python's own limit is near a thousand levels, too. */
export const defaultMaxDepth = 1000;

const encoder = new TextEncoder();

/**
 * Reads JSON from text or bytes as 3.5 does: bytes may be UTF-8, UTF-16 or UTF-32, with or without a byte order mark;
 * text must not start with one. `NaN`, `Infinity` and `-Infinity` count as numbers. Never throws: what is not JSON
 * is known before it is parsed.
 */
export function decodeJson(data: string | Uint8Array, options: DecodeOptions = {}): DecodedJson {
  const decoded = typeof data === 'string' ? { text: data, valid: true } : decodeText(data);
  if (!decoded.valid) return { ok: false, reason: 'invalid UTF-8', text: decoded.text };
  const found = readJson(decoded.text, decoded.text, options);
  if (found.ok || found.reason !== 'not JSON') return found;
  const nan = standInFor(decoded.text);
  const json = nonFinite.test(decoded.text) ? withStandIns(decoded.text, nan) : undefined;
  return json === undefined ? found : readJson(json, decoded.text, options, nan);
}

/**
 * Reads JSON after a look at it.
 *
 * @param text What it was before stand-ins were put into it.
 * @param nan The number that stands for `NaN`.
 */
function readJson(
  json: string,
  text: string,
  { maxDepth = defaultMaxDepth }: DecodeOptions,
  nan?: string,
): DecodedJson {
  const bytes = encoder.encode(json);
  const report = createScan();
  const end = scan(bytes, 0, bytes.length, report);
  const refuse = (reason: DecodeFailure): DecodedJson => ({ ok: false, reason, text });
  if (end < 0 || skipSpace(bytes, end, bytes.length, report) !== bytes.length) return refuse('not JSON');
  if (report.depth > maxDepth) return refuse('too deep');
  if ((report.flags & hasEndlessInteger) !== 0) return refuse('number too long');
  const floats = new FloatMarks();
  const hasFloats = (report.flags & hasDecimal) !== 0;
  return { ok: true, value: hasFloats ? parseMarkingFloats(json, floats, nan) : parseJson(json), floats };
}

interface JsonWithSource {
  parse(
    text: string,
    reviver: (this: object, key: string, value: unknown, context: { source?: string }) => unknown,
  ): Json;
}
const native = JSON as unknown as JsonWithSource;

const integer = /^-?\d+$/;

/**
 * Parses text that is known to be JSON, and marks the integral numbers that are spelled as floats. It is several times
 * as slow as `parseJson`, which does as well where a scan found no number with a fraction or an exponent.
 *
 * @param nan The number that stands for `NaN`.
 */
export function parseMarkingFloats(text: string, floats: FloatMarks, nan?: string): Json {
  return native.parse(text, function (key, found, { source }) {
    if (typeof found !== 'number' || source === undefined) return found;
    if (source === nan) return Number.NaN;
    if (integer.test(source)) return Number.isSafeInteger(found) ? found : BigInt(source);
    if (Number.isInteger(found)) floats.add(this, key);
    return found;
  });
}

const nonFinite = /NaN|Infinity/;

/** A number that no text holds that it was made of: it is a hash of it. */
function standInFor(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  return `0e${hash.readUIntBE(0, 6)}${hash.readUIntBE(6, 6)}`;
}

/**
 * Python's reader takes `NaN`, `Infinity` and `-Infinity`, which JSON does not have. Each is put into the text as a
 * number, between spaces; one that overflows is infinity. `undefined` for a string that never ends.
 */
function withStandIns(text: string, nan: string): string | undefined {
  let result = '';
  let copied = 0;
  const put = (at: number, word: string, number: string): number => {
    result += `${text.slice(copied, at)} ${number} `;
    copied = at + word.length;
    return copied;
  };
  for (let at = 0; at < text.length; ) {
    if (text[at] === '"') {
      at = endOfString(text, at + 1);
      if (at > text.length) return undefined;
    } else if (text.startsWith('NaN', at)) at = put(at, 'NaN', nan);
    else if (text.startsWith('Infinity', at)) at = put(at, 'Infinity', '1e999');
    else if (text.startsWith('-Infinity', at)) at = put(at, '-Infinity', '-1e999');
    else at++;
  }
  return result + text.slice(copied);
}

/** The index after the closing quote; beyond the text where there is none. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
