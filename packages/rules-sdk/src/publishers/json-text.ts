import { isJsonObject, type Json } from '../json.ts';

/** JSON indented by two spaces, keys sorted, integers of any size exact. */
export function prettyJson(value: Json, indent = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (isJsonObject(value)) {
    const members = Object.keys(value).sort();
    if (members.length === 0) return '{}';
    const lines = members.map((key) => `${inner}${JSON.stringify(key)}: ${prettyJson(value[key] as Json, inner)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (value.length === 0) return '[]';
  return `[\n${value.map((item) => inner + prettyJson(item, inner)).join(',\n')}\n${indent}]`;
}

/** Text as it is, anything else as JSON in one line. */
export function plainText(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (!isJsonObject(value)) return `[${value.map(jsonText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`)
    .join(',')}}`;
}

const jsonText = (value: Json): string => (typeof value === 'string' ? JSON.stringify(value) : plainText(value));
