import type { Json } from './json.ts';

/** TypeScript's library does not declare the third argument of ES2025 yet. */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver?: Reviver) => Json;

/**
 * Parses JSON that a field holds as text. Text that is not JSON, and what is not text, gives `{}`. Integers beyond
 * ±2⁵³ become `bigint`, as in records.
 */
export function safeJsonParse(text: Json | undefined): Json {
  if (typeof text !== 'string') return {};
  try {
    // Only text with a run of sixteen digits can hold an integer that a double would change.
    return /\d{16}/.test(text) ? parse(text, exactInteger) : parse(text);
  } catch {
    return {};
  }
}

const exactInteger: Reviver = (_key, value, { source = '' }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? BigInt(source) : value;
