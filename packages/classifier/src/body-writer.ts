import { recordId } from '@streamalert/core';
import { giveMemory, pieceBytes, takeMemory } from './body-memory.ts';
import { copyBytes } from './copy-bytes.ts';
import { maxBodyBytes } from './limits.ts';
import type { ClassifiedBody } from './types.ts';

/** Room for the position of a record, the end of its message, and what stands between messages. */
const slack = 64;

const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const lineFeed = 0x0a;

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
  /** The last body was full, and so the next may be. */
  #fills = false;

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

  /** Appends the bodies so far to `all`, and gives how many records they hold; nothing is kept. */
  take(all: ClassifiedBody[]): number {
    this.#close();
    let records = 0;
    for (const body of this.#bodies) {
      all.push(body);
      records += body.records;
    }
    if (records > 0) this.#bodies = [];
    return records;
  }

  #begin(size: number): void {
    const needed = size + this.#before.length + this.#after.length + slack;
    if (this.#records > 0 && this.#length + needed > maxBodyBytes) {
      this.#close();
      this.#fills = true;
    }
    if (this.#length + needed > this.#buffer.length) this.#grow(this.#length + needed);
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

  #grow(needed: number): void {
    // Most bodies of many log types are small, those of a few are large.
    const isLarge = this.#fills || needed > pieceBytes / 2;
    const larger = takeMemory(isLarge ? Math.max(needed, maxBodyBytes) : this.#records === 0 ? needed : needed * 2);
    larger.set(this.#buffer.subarray(0, this.#length));
    giveMemory(this.#buffer);
    this.#buffer = larger;
  }

  #close(): void {
    if (this.#records === 0) return;
    this.#buffer[this.#length++] = closeBracket;
    const records = this.#records;
    this.#bodies.push({ id: `${this.#firstId}+${records}`, logType: this.#logType, records, text: this.#handOver() });
    this.#records = 0;
    this.#length = 0;
    this.#fills = false;
  }

  /** Memory that is mostly full, or little, is given away; of any other, what is in it. */
  #handOver(): Uint8Array {
    const memory = this.#buffer;
    this.#buffer = new Uint8Array();
    const text = memory.subarray(0, this.#length);
    if (memory.length <= pieceBytes || text.length > memory.length * 0.75) return text;
    const copy = takeMemory(text.length);
    copy.set(text);
    giveMemory(memory);
    return copy.subarray(0, text.length);
  }
}
