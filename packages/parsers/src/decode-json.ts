import { type Json, parseJson } from '@streamalert/core';
import { decodeText } from './decode-text.ts';
import { FloatMarks } from './float-marks.ts';
import { createScan, hasDecimal, scan, skipSpace } from './scan.ts';

/** Text or bytes after the attempt to read them as JSON. */
export type DecodedJson =
  | { readonly ok: true; readonly value: Json; readonly floats: FloatMarks }
  | { readonly ok: false; readonly reason: 'not JSON' | 'invalid UTF-8' | 'too deep'; readonly text: string };

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
  const bytes = encoder.encode(decoded.text);
  const report = createScan();
  const end = scan(bytes, 0, bytes.length, report);
  const isJson = end >= 0 && skipSpace(bytes, end, bytes.length, report) === bytes.length;
  if (isJson) {
    if (report.depth > (options.maxDepth ?? defaultMaxDepth))
      return { ok: false, reason: 'too deep', text: decoded.text };
    const floats = new FloatMarks();
    const hasFloats = (report.flags & hasDecimal) !== 0;
    return { ok: true, value: hasFloats ? parseMarkingFloats(decoded.text, floats) : parseJson(decoded.text), floats };
  }
  const value = parseNonFinite(decoded.text);
  if (value === undefined) return { ok: false, reason: 'not JSON', text: decoded.text };
  return { ok: true, value, floats: new FloatMarks() };
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
 */
export function parseMarkingFloats(text: string, floats: FloatMarks): Json {
  return native.parse(text, function (key, found, { source }) {
    if (typeof found !== 'number' || source === undefined) return found;
    if (integer.test(source)) return Number.isSafeInteger(found) ? found : BigInt(source);
    if (Number.isInteger(found)) floats.add(this, key);
    return found;
  });
}

const nonFinite = /NaN|Infinity/;
const stringOrNonFinite = /"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/g;

/**
 * Python's reader takes `NaN`, `Infinity` and `-Infinity`, which JSON does not have. Each is put into the text as a
 * number that occurs nowhere else in it, between spaces, and taken out of the result again.
 */
function parseNonFinite(text: string): Json | undefined {
  if (!nonFinite.test(text)) return undefined;
  let zeros = 0;
  while (text.includes(`0e${zeros}7`)) zeros = zeros * 10 + 1;
  const nan = `0e${zeros}7`;
  const standIns = new Map([
    ['NaN', nan],
    ['Infinity', '1e999'],
    ['-Infinity', '-1e999'],
  ]);
  const json = text.replace(stringOrNonFinite, (token) => (standIns.has(token) ? ` ${standIns.get(token)} ` : token));
  try {
    return native.parse(json, (_key, value, { source }) => (source === nan ? Number.NaN : value));
  } catch {
    return undefined;
  }
}
