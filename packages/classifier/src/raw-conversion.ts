import type { FieldType } from '@streamalert/config';
import { kinds } from '@streamalert/parsers';
import type { ScannedRecord } from './record-sorter.ts';
import type { ShapeMatch } from './schema-index.ts';
import { isPlainInteger } from './text-fields.ts';

/** Writes a value anew from its bytes, as `convertFields` would; `undefined` when that takes a parse. */
export type RawConversion = (bytes: Buffer, start: number, end: number) => Uint8Array | undefined;

const encoder = new TextEncoder();
const isTrue = encoder.encode('true');
const isFalse = encoder.encode('false');
const trueText = encoder.encode('"True"');
const quote = 0x22;

/** How a value of some kind becomes one of a type without being parsed, if that is possible and changes it. */
export function rawConversion(type: FieldType, kind: number): RawConversion | undefined {
  if (type.kind === 'string') {
    if (kind === kinds.integer || kind === kinds.longInteger) return quoteInteger;
    if (kind === kinds.true) return () => trueText;
  }
  if (type.kind === 'boolean' && kind === kinds.string) return booleanOfText;
  if (type.kind === 'integer' && kind === kinds.string) return integerOfText;
  return undefined;
}

/** Zero is falsy, and stays as it is. */
function quoteInteger(bytes: Buffer, start: number, end: number): Uint8Array | undefined {
  if (!isPlainInteger(bytes, start, end)) return undefined;
  if (bytes[start] === 0x30) return bytes.subarray(start, end);
  const text = new Uint8Array(end - start + 2);
  text[0] = quote;
  text.set(bytes.subarray(start, end), 1);
  text[text.length - 1] = quote;
  return text;
}

/** Empty text is falsy, and stays as it is. */
function booleanOfText(bytes: Buffer, start: number, end: number): Uint8Array | undefined {
  if (end - start === 2) return bytes.subarray(start, end);
  const text = bytes.toString('latin1', start + 1, end - 1);
  if (text.includes('\\')) return undefined;
  return text.toLowerCase() === 'true' ? isTrue : isFalse;
}

function integerOfText(bytes: Buffer, start: number, end: number): Uint8Array | undefined {
  if (end - start === 2) return bytes.subarray(start, end);
  return isPlainInteger(bytes, start + 1, end - 1) ? bytes.subarray(start + 1, end - 1) : undefined;
}

/**
 * The text of a record with its values converted, its last byte replaced by `tail`; `undefined` when that takes a parse.
 */
export function convertRaw(
  { bytes, start, end, report }: ScannedRecord,
  { conversions }: ShapeMatch,
  tail: Uint8Array,
): Uint8Array | undefined {
  const values: Uint8Array[] = [];
  let size = end - start + tail.length;
  for (const { entry, convert } of conversions) {
    const from = report.valueStart[entry] as number;
    const to = report.valueEnd[entry] as number;
    const value = convert(bytes, from, to);
    if (value === undefined) return undefined;
    values.push(value);
    size += value.length - (to - from);
  }
  const text = Buffer.allocUnsafe(size - 1);
  let copied = start;
  let length = 0;
  for (const [index, { entry }] of conversions.entries()) {
    const from = report.valueStart[entry] as number;
    const value = values[index] as Uint8Array;
    length += bytes.copy(text, length, copied, from);
    text.set(value, length);
    length += value.length;
    copied = report.valueEnd[entry] as number;
  }
  length += bytes.copy(text, length, copied, end - 1);
  text.set(tail, length);
  return text;
}
