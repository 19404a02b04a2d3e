import { recordId } from '@streamalert/core';
import { copyBytes } from './copy-bytes.ts';
import { maxBodyBytes } from './limits.ts';
import type { ClassifiedBody } from './types.ts';

/** Room for the position of a record, the end of its message, and what stands between messages. */
const slack = 64;

const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const lineFeed = 0x0a;

/** Buffers that no writer holds: a fresh one costs as much as classifying fifty records. */
const spareBuffers: Uint8Array[] = [];
const maxSpareBuffers = 4;

/** Packs the messages of one log type into bodies, as bytes from the start. */
export class BodyWriter {
  readonly #logType: string;
  readonly #before: Uint8Array;
  readonly #after: Uint8Array;
  /** Empty while there are no records. */
  #buffer: Uint8Array = new Uint8Array();
  #length = 0;
  #records = 0;
  #bodies: ClassifiedBody[] = [];
  #firstId = '';

  readonly #payloadId: string;

  /**
   * @param before The message up to the record.
   * @param after The message from the record up to the position in its id.
   */
  constructor(logType: string, payloadId: string, before: Uint8Array, after: Uint8Array) {
    this.#logType = logType;
    this.#payloadId = payloadId;
    this.#before = before;
    this.#after = after;
  }

  /** Adds a record that stands in `bytes`, its last byte replaced by `tail`. */
  copy(bytes: Uint8Array, start: number, end: number, tail: Uint8Array, record: number, item: number): void {
    this.#begin(end - start + tail.length);
    this.#length = copyBytes(this.#buffer, this.#length, bytes, start, end - 1);
    this.#append(tail);
    this.#finish(record, item);
  }

  /** Adds a record that was written anew. */
  write(text: Uint8Array, record: number, item: number): void {
    this.#begin(text.length);
    this.#append(text);
    this.#finish(record, item);
  }

  /** The bodies so far; nothing is kept. */
  take(): ClassifiedBody[] {
    this.#close();
    const bodies = this.#bodies;
    this.#bodies = [];
    return bodies;
  }

  #begin(size: number): void {
    const needed = size + this.#before.length + this.#after.length + slack;
    if (this.#records > 0 && this.#length + needed > maxBodyBytes) this.#close();
    if (this.#records === 0) this.#buffer = needed > maxBodyBytes ? new Uint8Array(needed) : takeBuffer();
    if (this.#records === 0) {
      this.#buffer[0] = openBracket;
      this.#length = 1;
    } else {
      this.#buffer[this.#length++] = comma;
      this.#buffer[this.#length++] = lineFeed;
    }
    this.#append(this.#before);
  }

  #append(bytes: Uint8Array): void {
    this.#length = copyBytes(this.#buffer, this.#length, bytes, 0, bytes.length);
  }

  #finish(record: number, item: number): void {
    this.#append(this.#after);
    this.#digits(record);
    this.#buffer[this.#length++] = 0x2e;
    this.#digits(item);
    this.#buffer[this.#length++] = 0x22;
    this.#buffer[this.#length++] = 0x7d;
    if (this.#records++ === 0) this.#firstId = recordId(this.#payloadId, record, item);
  }

  #digits(value: number): void {
    let power = 1;
    while (power * 10 <= value) power *= 10;
    for (let rest = value; power >= 1; power /= 10) {
      const digit = Math.floor(rest / power);
      this.#buffer[this.#length++] = 0x30 + digit;
      rest -= digit * power;
    }
  }

  #close(): void {
    if (this.#records === 0) return;
    this.#buffer[this.#length++] = closeBracket;
    const text = this.#buffer.slice(0, this.#length);
    this.#bodies.push({
      id: `${this.#firstId}+${this.#records}`,
      logType: this.#logType,
      records: this.#records,
      text,
    });
    this.#records = 0;
    this.#length = 0;
    if (this.#buffer.length === maxBodyBytes && spareBuffers.length < maxSpareBuffers) spareBuffers.push(this.#buffer);
    this.#buffer = new Uint8Array();
  }
}

function takeBuffer(): Uint8Array {
  return spareBuffers.pop() ?? new Uint8Array(maxBodyBytes);
}
