import type { FieldType } from '@streamalert/config';
import { stringifyJson } from '@streamalert/core';
import { floatFromText, integerFromText } from './numeric-text.ts';
import type { TextWriter } from './text-writer.ts';

/** Writes a field of a text as JSON of its declared type, as `convertFields` would convert it. False: it does not fit. */
export type FieldWriter = (out: TextWriter, bytes: Buffer, start: number, end: number) => boolean;

const encoder = new TextEncoder();

/** Bytes that a number may take beyond those of its text: `1e9` is written as `1000000000`. */
export const maxNumberBytes = 32;

/** The writer of a type; `undefined` for objects with fields, which take a parsed record. */
export function fieldWriter(type: FieldType): FieldWriter | undefined {
  switch (type.kind) {
    case 'string':
    case 'map':
      return writeString;
    case 'integer':
      return orEmpty(writeInteger);
    case 'float':
      return orEmpty((out, bytes, start, end) => writeNumber(out, floatFromText(bytes.toString('utf8', start, end))));
    case 'boolean':
      return orEmpty(writeBoolean);
    // No text is a list, or of a type that does not exist; only falsy values are let pass.
    case 'list':
    case 'unknown':
      return orEmpty(() => false);
    case 'struct':
      return undefined;
  }
}

/** Empty text stays as it is, whatever the type. */
function orEmpty(write: FieldWriter): FieldWriter {
  return (out, bytes, start, end) => (start === end ? writeString : write)(out, bytes, start, end);
}

export function writeString(out: TextWriter, bytes: Buffer, start: number, end: number): boolean {
  out.string(bytes, start, end);
  return true;
}

/** Digits as they would be written anyway are copied, however many they are. */
function writeInteger(out: TextWriter, bytes: Buffer, start: number, end: number): boolean {
  if (isPlainInteger(bytes, start, end)) {
    out.copy(bytes, start, end);
    return true;
  }
  return !isNoNumber(bytes[start] as number) && writeNumber(out, integerFromText(bytes.toString('utf8', start, end)));
}

/** ASCII letters and most signs begin no integer: most columns that are none end here. */
function isNoNumber(first: number): boolean {
  return first > 0x2d && first < 0x80 && (first < 0x30 || first > 0x39);
}

/** Longer ones are left to the reader of integers, which has a limit. */
const maxPlainDigits = 1000;

/** Whether some bytes are an integer as it would be written. */
export function isPlainInteger(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > maxPlainDigits) return false;
  if (bytes[first] === 0x30) return digits === 1 && first === start;
  for (let at = first; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}

const isTrue = encoder.encode('true');
const isFalse = encoder.encode('false');

function writeBoolean(out: TextWriter, bytes: Buffer, start: number, end: number): boolean {
  out.append(bytes.toString('utf8', start, end).toLowerCase() === 'true' ? isTrue : isFalse);
  return true;
}

function writeNumber(out: TextWriter, value: number | bigint | undefined): boolean {
  if (value === undefined) return false;
  out.append(encoder.encode(stringifyJson(value)));
  return true;
}
