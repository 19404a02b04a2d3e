import type { Json } from '@streamalert/rules-sdk';

/** ES2025 additions of the runtime that TypeScript's library does not declare yet. */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}
const native = JSON as unknown as JsonWithSource;

/**
 * 2⁵³ has sixteen digits: a text without such a run of digits holds no integer that a double would change. A number follows
 * the start of the text or one of these characters, which leaves out most digits inside text values.
 */
const longDigits = /(?:^|[[:,\s])-?\d{16}/;
const integer = /^-?\d+$/;

/**
 * Parses JSON, keeping every integer exact: beyond ±2⁵³ it becomes a `bigint`. Text without a run of 16 digits is
 * parsed by the runtime alone, so that ordinary records pay one search.
 *
 * @throws SyntaxError when `text` is not JSON.
 */
export function parseJson(text: string): Json {
  if (!longDigits.test(text)) return JSON.parse(text) as Json;
  return native.parse(text, (_key, value, context) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context.source !== undefined &&
    integer.test(context.source)
      ? BigInt(context.source)
      : value,
  ) as Json;
}

/** Options of {@link stringifyJson}. */
export interface StringifyOptions {
  /** Escape all non-ASCII characters as `\uXXXX`, as 3.5 wrote queue messages and table rows. */
  readonly ascii?: boolean;
  /** Spaces of indentation; absent means compact. */
  readonly indent?: number;
}

/** Writes JSON; a `bigint` is written as its digits. NaN and infinities, which JSON lacks, become `null`. */
export function stringifyJson(value: unknown, options: StringifyOptions = {}): string {
  const text = withBigInts(value, options.indent);
  return options.ascii === true ? escapeNonAscii(text) : text;
}

function withBigInts(value: unknown, indent: number | undefined): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    // A replacer slows every record down, so it is used only once JSON.stringify has met a bigint.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(
      value,
      (_key, inner: unknown) => (typeof inner === 'bigint' ? native.rawJSON(inner.toString()) : inner),
      indent,
    );
  }
}

const nonAscii = /[^\x00-\x7f]/g;

function escapeNonAscii(text: string): string {
  return text.replace(nonAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
