import type { Json } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { type DecodeOptions, decodeJson } from './decode-json.ts';
import { compileJsonPath, type JsonPath } from './json-path.ts';
import type { Candidate, ParserInput, RecordParser } from './record-parser.ts';
import { isTruthy } from './truthy.ts';

/** Options of the `json` parser, as in `configuration` of a log schema. */
export interface JsonParserOptions extends DecodeOptions {
  /** JMESPath expressions, or JSONPath with a leading `$`, tried in order. Empty or absent: the value itself. */
  readonly jsonPath?: readonly string[];
  /** Name of a top-level key whose text contains a JSON object; ignored beside `jsonPath`. */
  readonly jsonRegexKey?: string;
  /** With `jsonPath`: each item is JSON text of an object. */
  readonly embeddedJson?: boolean;
}

/** The `json` parser with its compiled paths. */
export interface JsonParser extends RecordParser {
  readonly name: 'json';
  readonly paths: readonly JsonPath[];
}

/**
 * The `json` parser: finds the candidates of a decoded value.
 *
 * @throws JsonPathError when a path cannot be read.
 */
export function createJsonParser(options: JsonParserOptions = {}): JsonParser {
  const paths = (options.jsonPath ?? []).map(compileJsonPath);
  const item = (input: ParserInput): Candidate =>
    paths.length > 0 && options.embeddedJson === true
      ? decodeEmbedded(input.value, options)
      : { ok: true, value: input.value, floats: input.floats };
  const candidates = (input: ParserInput): readonly Candidate[] => {
    if (paths.length > 0)
      return atPath(paths, input.value).map((found) =>
        'ok' in found ? found : item({ ...input, value: found.value }),
      );
    if (options.jsonRegexKey !== undefined) return [embeddedIn(options.jsonRegexKey, input.value, options)];
    return [{ ok: true, value: input.value, floats: input.floats }];
  };
  return { name: 'json', takesText: false, paths, candidates, candidatesOfItem: (input) => [item(input)] };
}

type Found = { readonly value: Json } | Extract<Candidate, { ok: false }>;

function atPath(paths: readonly JsonPath[], root: Json): readonly Found[] {
  for (const path of paths) {
    const result = evaluate(path, root);
    if (!isTruthy(result)) continue;
    return (Array.isArray(result) ? (result as readonly Json[]) : [result]).map((value) => ({ value }));
  }
  return [{ ok: false, value: root, reason: 'nothing at json_path' }];
}

function evaluate(path: JsonPath, root: Json): Json {
  try {
    return path.evaluate(root);
  } catch {
    // A function of the expression was given data of another type than it takes: it finds nothing.
    return null;
  }
}

function decodeEmbedded(value: Json, options: DecodeOptions): Candidate {
  if (typeof value !== 'string') return { ok: false, value, reason: 'embedded JSON is not text' };
  return decodeObject(value, value, options);
}

function embeddedIn(key: string, root: Json, options: DecodeOptions): Candidate {
  const text = isJsonObject(root) && Object.hasOwn(root, key) ? root[key] : undefined;
  const span = typeof text === 'string' ? findJsonSpan(text) : undefined;
  if (span === undefined) return { ok: false, value: root, reason: 'nothing at json_regex_key' };
  return decodeObject(span, root, options);
}

function decodeObject(text: string, origin: Json, options: DecodeOptions): Candidate {
  const decoded = decodeJson(text, options);
  if (!decoded.ok)
    return {
      ok: false,
      value: origin,
      reason: decoded.reason === 'not JSON' ? 'embedded text is not JSON' : decoded.reason,
    };
  if (!isJsonObject(decoded.value)) return { ok: false, value: origin, reason: 'embedded JSON is not an object' };
  return { ok: true, value: decoded.value, floats: decoded.floats };
}

/**
 * The leftmost, then longest part of one line that opens with `{` and closes with `}`, or opens with `[` and closes
 * with `]`, and holds a colon or comma with at least one character on either side. Takes linear time.
 */
export function findJsonSpan(text: string): string | undefined {
  for (const line of text.split('\n')) {
    const lastOf = { '{': line.lastIndexOf('}'), '[': line.lastIndexOf(']') };
    let separator = -1;
    for (let start = 0; start < line.length; start++) {
      const opening = line[start];
      if (opening !== '{' && opening !== '[') continue;
      if (separator < start + 2) separator = nextSeparator(line, start + 2);
      if (separator < 0) break;
      const end = lastOf[opening];
      if (separator <= end - 2) return line.slice(start, end + 1);
    }
  }
  return undefined;
}

function nextSeparator(line: string, from: number): number {
  for (let at = from; at < line.length; at++) if (line[at] === ':' || line[at] === ',') return at;
  return -1;
}
