import { type ClassifiedRecord, type JsonObject, parseJson } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import { createScan, hasEscapedKey, kinds, type Scan, scan, skipSpace } from '@streamalert/parsers';
import type { RecordFilter } from './record-filter.ts';

/**
 * What stands around the record and before the id of a message. Another message that has the same bytes there says the
 * same, and only its record and its id have to be looked at.
 */
interface Frame {
  readonly before: Buffer;
  readonly after: Buffer;
  readonly message: ClassifiedRecord;
  readonly filter: RecordFilter | undefined;
}

const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Reads the records of queue bodies as far as rules want them. */
export class BodyReader {
  readonly #filterOf: (logType: string) => RecordFilter | undefined;
  readonly #scan = createScan();
  #frame: Frame | undefined;

  constructor(filterOf: (logType: string) => RecordFilter | undefined) {
    this.#filterOf = filterOf;
  }

  /**
   * The records of a body, with holes for those that no rule wants.
   *
   * @returns `undefined` for a body that has to be read in full: not written by a classifier of ours, or broken.
   */
  read(text: Uint8Array): readonly (ClassifiedRecord | undefined)[] | undefined {
    const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
    if (bytes[0] !== openBracket) return undefined;
    const records: (ClassifiedRecord | undefined)[] = [];
    let at = 1;
    for (;;) {
      let end = this.#readFramed(bytes, at, records);
      if (end < 0) end = this.#readAnew(bytes, at, records);
      if (end < 0) return undefined;
      if (bytes[end] === closeBracket) return end + 1 === bytes.length ? records : undefined;
      if (bytes[end] !== comma) return undefined;
      // The classifier writes a line break.
      at = skipSpace(bytes, end + 1, bytes.length, this.#scan);
    }
  }

  /** A message like the one before. Returns the index after it, or -1. */
  #readFramed(bytes: Buffer, start: number, records: (ClassifiedRecord | undefined)[]): number {
    const frame = this.#frame;
    if (frame === undefined || !standsAt(frame.before, bytes, start)) return -1;
    const recordStart = start + frame.before.length;
    if (bytes[recordStart] !== openBrace) return -1;
    const recordEnd = scan(bytes, recordStart, bytes.length, this.#scan);
    if (recordEnd < 0 || !standsAt(frame.after, bytes, recordEnd)) return -1;
    const idStart = recordEnd + frame.after.length;
    const idEnd = endOfPlainText(bytes, idStart);
    if (idEnd < 0 || bytes[idEnd + 1] !== closeBrace) return -1;
    const end = idEnd + 2;
    const { filter } = frame;
    const isWanted = filter === undefined || (this.#scan.flags & hasEscapedKey) !== 0 || filter(bytes, this.#scan);
    if (!isWanted) records.push(undefined);
    else {
      const record = parseJson(bytes.toString('utf8', recordStart, recordEnd)) as JsonObject;
      records.push({ ...frame.message, id: bytes.toString('latin1', idStart, idEnd), record });
    }
    return end;
  }

  /** Any message; the next ones may be like it. Returns the index after it, or -1. */
  #readAnew(bytes: Buffer, start: number, records: (ClassifiedRecord | undefined)[]): number {
    if (bytes[start] !== openBrace) return -1;
    const end = scan(bytes, start, bytes.length, this.#scan);
    if (end < 0) return -1;
    try {
      const [message] = decodeBody(bytes.toString('utf8', start, end));
      if (message === undefined) return -1;
      this.#frame = frameOf(bytes, start, end, this.#scan, message, this.#filterOf(message.log_schema_type));
      // Without a filter there is nothing to be gained.
      if (this.#frame?.filter === undefined) return -1;
      records.push(message);
      return end;
    } catch {
      // Whoever reads the whole body says what is wrong with it.
      return -1;
    }
  }
}

/** `undefined` for a message whose id is not at its end, or in which something is there twice. */
function frameOf(
  bytes: Buffer,
  start: number,
  end: number,
  { count, flags, keyStart, keyEnd, valueStart, valueEnd, valueKind }: Scan,
  message: ClassifiedRecord,
  filter: RecordFilter | undefined,
): Frame | undefined {
  const keys = Array.from({ length: count }, (_, field) => bytes.toString('latin1', keyStart[field], keyEnd[field]));
  const record = keys.indexOf('record');
  const id = count - 1;
  const isRegular =
    (flags & hasEscapedKey) === 0 &&
    record >= 0 &&
    keys.lastIndexOf('record') === record &&
    keys.indexOf('id') === id &&
    valueKind[record] === kinds.object &&
    valueKind[id] === kinds.string &&
    valueEnd[id] === end - 1;
  if (!isRegular) return undefined;
  return {
    before: Buffer.from(bytes.subarray(start, valueStart[record])),
    after: Buffer.from(bytes.subarray(valueEnd[record], (valueStart[id] as number) + 1)),
    message,
    filter,
  };
}

function standsAt(part: Buffer, bytes: Buffer, start: number): boolean {
  if (start + part.length > bytes.length) return false;
  for (let at = 0; at < part.length; at++) if (part[at] !== bytes[start + at]) return false;
  return true;
}

/** The index of the quote that ends a text, or -1 for a text that is not all ASCII without escapes. */
function endOfPlainText(bytes: Buffer, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === quote) return at;
    if (byte === backslash || byte < 0x20 || byte > 0x7e) return -1;
  }
  return -1;
}
