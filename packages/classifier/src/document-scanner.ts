import { createScan, incomplete, invalid, kinds, type Scan, scan, skipSpace } from '@streamalert/parsers';

/** How far a document was scanned. */
export type ScanState =
  /** The bytes end inside the document. */
  | 'incomplete'
  /** The document ended; nothing but white space follows. */
  | 'complete'
  /** This is not one JSON document. */
  | 'invalid';

type Phase = 'start' | 'entries' | 'afterEntry' | 'firstItem' | 'items' | 'afterItem' | 'tail';

/** What the scanner reports of items as it passes them. */
export interface ItemSink {
  /** An item of the array under `key`, or of the array that the document is. */
  readonly item: (key: string | undefined, bytes: Buffer, start: number, end: number, report: Scan) => void;
}

const decoder = new TextDecoder();

/** Serves all documents: it is read before anything else is scanned. */
const report: Scan = createScan();

/**
 * Walks a JSON document whose records are the items of an array, at the top or under a key of an object. Each record
 * is scanned once, and the walk goes on where it stopped when more bytes have come.
 */
export class DocumentScanner {
  readonly #arrayKeys: ReadonlySet<string>;
  readonly #sink: ItemSink;
  readonly #report = report;
  #phase: Phase = 'start';
  #isArray = false;
  #key: string | undefined;
  /** Index of the first byte that was not passed yet. */
  at: number;
  /** Keys of the object, as far as it was scanned. */
  readonly keys = new Set<string>();
  /** Those under which an array with items was walked. */
  readonly arrays: string[] = [];
  /** A key came twice, or holds an escape: only a parse tells what the document holds. */
  hasUnclearKey = false;

  constructor(at: number, arrayKeys: ReadonlySet<string>, sink: ItemSink) {
    this.at = at;
    this.#arrayKeys = arrayKeys;
    this.#sink = sink;
  }

  /** Goes on inside an array, after the item that ends before `at`. */
  static inside(at: number, key: string | undefined, arrayKeys: ReadonlySet<string>, sink: ItemSink): DocumentScanner {
    const scanner = new DocumentScanner(at, arrayKeys, sink);
    scanner.#phase = 'afterItem';
    scanner.#isArray = key === undefined;
    scanner.#key = key;
    if (key !== undefined) scanner.keys.add(key);
    return scanner;
  }

  /** True between the items of an array of records. */
  get isInItems(): boolean {
    return this.#phase === 'items' || this.#phase === 'afterItem';
  }

  /** The document is an array. */
  get isArray(): boolean {
    return this.#isArray;
  }

  /** The key of the array that is being walked. */
  get key(): string | undefined {
    return this.#key;
  }

  /**
   * Walks on.
   *
   * @param isLast No bytes follow those before `to`.
   * @param stop Asked after each item: true ends the call with `incomplete`.
   */
  advance(bytes: Buffer, to: number, isLast: boolean, stop?: () => boolean): ScanState {
    for (;;) {
      const next = skipSpace(bytes, this.at, to, this.#report);
      if (next >= to) {
        this.at = next;
        if (this.#phase === 'tail' && isLast) return 'complete';
        return 'incomplete';
      }
      const after = this.#step(bytes, next, to);
      if (after === invalid) return 'invalid';
      if (after === incomplete) return 'incomplete';
      this.at = after;
      if (this.#phase === 'afterItem' && stop?.() === true) return 'incomplete';
    }
  }

  /** Passes one token or value at `at`, which is no white space. */
  #step(bytes: Buffer, at: number, to: number): number {
    const byte = bytes[at] as number;
    switch (this.#phase) {
      case 'start':
        if (byte === 0x7b) return this.#enter('entries', at);
        this.#isArray = byte === 0x5b;
        return this.#isArray ? this.#enter('firstItem', at) : this.#passScalar(bytes, at, to);
      case 'entries':
        // An object may be empty, but a comma is followed by a key.
        if (byte === 0x7d && this.keys.size === 0) return this.#enter('tail', at);
        return byte === 0x22 ? this.#passEntry(bytes, at, to) : invalid;
      case 'afterEntry':
        if (byte === 0x2c) return this.#enter('entries', at);
        return byte === 0x7d ? this.#enter('tail', at) : invalid;
      case 'firstItem':
        return byte === 0x5d ? this.#leaveItems(at) : this.#passItem(bytes, at, to);
      case 'items':
        return this.#passItem(bytes, at, to);
      case 'afterItem':
        if (byte === 0x2c) return this.#enter('items', at);
        return byte === 0x5d ? this.#leaveItems(at) : invalid;
      case 'tail':
        return invalid;
    }
  }

  #enter(phase: Phase, at: number): number {
    this.#phase = phase;
    return at + 1;
  }

  #leaveItems(at: number): number {
    return this.#enter(this.#isArray ? 'tail' : 'afterEntry', at);
  }

  #passScalar(bytes: Buffer, at: number, to: number): number {
    const end = scan(bytes, at, to, this.#report);
    if (end >= 0) this.#phase = 'tail';
    return end;
  }

  #passItem(bytes: Buffer, at: number, to: number): number {
    const end = scan(bytes, at, to, this.#report);
    if (end < 0) return end;
    if (end === to && this.#isNumber) return incomplete;
    this.#sink.item(this.#key, bytes, at, end, this.#report);
    this.#phase = 'afterItem';
    return end;
  }

  /** Passes a key and its value; of an array of records only the bracket. */
  #passEntry(bytes: Buffer, at: number, to: number): number {
    const keyEnd = scan(bytes, at, to, this.#report);
    if (keyEnd < 0) return keyEnd;
    const colon = skipSpace(bytes, keyEnd, to, this.#report);
    if (colon >= to) return incomplete;
    if (bytes[colon] !== 0x3a) return invalid;
    const value = skipSpace(bytes, colon + 1, to, this.#report);
    if (value >= to) return incomplete;
    const key = decoder.decode(bytes.subarray(at + 1, keyEnd - 1));
    if (bytes[value] === 0x5b && this.#arrayKeys.has(key)) {
      const first = skipSpace(bytes, value + 1, to, this.#report);
      if (first >= to) return incomplete;
      if (bytes[first] !== 0x5d) {
        this.#note(key);
        this.#key = key;
        this.arrays.push(key);
        this.#phase = 'items';
        return value + 1;
      }
    }
    const end = scan(bytes, value, to, this.#report);
    if (end < 0) return end;
    if (end === to && this.#isNumber) return incomplete;
    this.#note(key);
    this.#phase = 'afterEntry';
    return end;
  }

  /** What was scanned last; a number that reaches the end of the bytes may go on behind it. */
  get #isNumber(): boolean {
    const { kind } = this.#report;
    return kind === kinds.integer || kind === kinds.longInteger || kind === kinds.decimal;
  }

  #note(key: string): void {
    if (this.keys.has(key) || key.includes('\\')) this.hasUnclearKey = true;
    this.keys.add(key);
  }
}
