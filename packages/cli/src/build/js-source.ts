/**
 * A value as the source text of a JavaScript expression: JSON values, `undefined`, bigints, maps and sets. The same value gives the
 * same text, and no key is treated apart, not even `__proto__`.
 */
export function toSource(value: unknown): string {
  if (value instanceof Map) return `new Map(${toSource([...value])})`;
  if (value instanceof Set) return `new Set(${toSource([...value])})`;
  if (Array.isArray(value)) return `[${value.map(toSource).join(',')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) return objectSource(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value === undefined ? 'undefined' : textSource(value);
}

function objectSource(value: object): string {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries.map(([key, inner]) => `[${textSource(key)}]:${toSource(inner)}`).join(',')}}`;
}

/** Line separators are no part of a literal in older readers of JavaScript. */
const textSource = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
