import type { RecordUuidWriter } from '@streamalert/core';

/** How a byte is written in a JSON string where it cannot stand as it is. */
const escapes: readonly (Uint8Array | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c) return undefined;
  return Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
});
const isPlain = Uint8Array.from(escapes, (escape) => (escape === undefined ? 1 : 0));

/** Bytes that one byte of a field takes at most in JSON. */
export const maxEscapeBytes = 6;

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** A text that is written often, cut into words of four bytes. */
export interface PreparedText {
  readonly words: Int32Array;
  readonly length: number;
}

/** Prepares a text for {@link TextWriter.prepared}. */
export function prepareText(text: string): PreparedText {
  const bytes = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
  bytes.copy(padded);
  return {
    words: Int32Array.from({ length: padded.length / 4 }, (_, word) => padded.readInt32LE(word * 4)),
    length: bytes.length,
  };
}

/** Words are written whole: room that the last one may take beyond its text. */
const slack = 8;

/** Writes JSON as bytes, record after record into the same buffer. */
export class TextWriter {
  #buffer = new Uint8Array(4096);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;
  #source: Uint8Array = this.#buffer;
  #sourceView: DataView = this.#view;

  /** Begins anew, with room for so many bytes. */
  begin(bytes: number): void {
    this.#length = 0;
    this.reserve(bytes);
  }

  /** Makes room for so many bytes more: what is appended is not checked again. */
  reserve(bytes: number): void {
    const needed = this.#length + bytes + slack;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(needed * 2);
    larger.set(this.written);
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }

  /** Makes an object of members that were appended, each with a comma before it. */
  object(): void {
    this.#buffer[0] = openBrace;
    this.#buffer[this.#length++] = closeBrace;
  }

  /** What was written; the next record overwrites it. */
  get written(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Appends a prepared text. */
  prepared({ words, length }: PreparedText): void {
    const view = this.#view;
    let at = this.#length;
    for (let word = 0; word < words.length; word++, at += 4) view.setInt32(at, words[word] as number, true);
    this.#length += length;
  }

  /** Appends one byte. */
  byte(value: number): void {
    this.#buffer[this.#length++] = value;
  }

  /** Appends the id of a record, as a writer gives it. */
  fill(bytes: number, write: RecordUuidWriter, position: number, item: number): void {
    write(this.#buffer, this.#length, position, item);
    this.#length += bytes;
  }

  /** Appends bytes as they are. */
  append(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Appends part of some bytes as they are. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const lastWord = bytes.length - 4;
    let length = this.#length;
    let at = start;
    for (; at < end && at <= lastWord; at += 4, length += 4) {
      this.#view.setInt32(length, this.#sourceView.getInt32(at, true), true);
    }
    for (; at < end; at++, length++) this.#buffer[length] = bytes[at] as number;
    this.#length += end - start;
  }

  /** Appends a JSON string of bytes that need no escapes. */
  plainString(bytes: Uint8Array, start: number, end: number): void {
    this.#buffer[this.#length++] = quote;
    this.copy(bytes, start, end);
    this.#buffer[this.#length++] = quote;
  }

  /** Appends a JSON string. */
  string(bytes: Uint8Array, start: number, end: number): void {
    const buffer = this.#buffer;
    let length = this.#length;
    buffer[length++] = quote;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (isPlain[byte] === 1) {
        buffer[length++] = byte;
      } else {
        for (const escaped of escapes[byte] as Uint8Array) buffer[length++] = escaped;
      }
    }
    buffer[length++] = quote;
    this.#length = length;
  }
}
