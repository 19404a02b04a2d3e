import type { SchemaConfiguration } from '@streamalert/config';
import { recordUuid } from '@streamalert/core';
import { createScan, hasLineBreak, kinds, type Scan, scan } from '@streamalert/parsers';
import { copyBytes } from './copy-bytes.ts';
import { normalizationKey } from './normalize.ts';
import type { ScannedRecord } from './record-sorter.ts';

interface RawEntry {
  readonly topKey: string;
  /** Keys below the top one, as bytes. */
  readonly path: readonly Uint8Array[];
  /** The entry's JSON before its values and after them. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

interface RawType {
  /** `"ip_address":[` */
  readonly before: Uint8Array;
  readonly entries: readonly RawEntry[];
}

interface Found {
  start: number;
  end: number;
  kind: number;
}

const encoder = new TextEncoder();
const text = (value: string): Uint8Array => encoder.encode(value);

const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;
const opening = text(`"${normalizationKey}":{`);
const endOfList = text(']');
const beforeId = text('"streamalert_record_id":"');
const afterId = text('"}}');
const nothingFound = text('}}');
const trueText = text('"True"');

/** Where in the bytes a value was found; used again for each. */
const found: Found = { start: 0, end: 0, kind: 0 };

/**
 * Writes the normalized values of a scanned record from its bytes, as {@link normalize} would, without parsing it:
 * text is copied with its quotes and escapes. Values that take more than copying are left to the parser.
 */
export class RawNormalizer {
  readonly #types: readonly RawType[];
  /** Reports of the objects on the way to a value, by level, and which object they are of. */
  readonly #reports: Scan[] = [];
  readonly #reported: number[] = [];
  #buffer = Buffer.allocUnsafeSlow(4096);
  #length = 0;

  private constructor(types: readonly RawType[]) {
    this.#types = types;
  }

  /** `undefined` for a normalization that tests conditions: these look at values. */
  static of(normalization: SchemaConfiguration['normalization']): RawNormalizer | undefined {
    const entries = normalization.flatMap(([, all]) => all);
    if (entries.some(({ condition, never, path }) => condition !== undefined || never === true || path.length === 0)) {
      return undefined;
    }
    return new RawNormalizer(
      normalization.map(([type, all]) => ({
        before: text(`${JSON.stringify(type)}:[`),
        entries: all.map(({ path: [topKey = '', ...path], function: role, sendToArtifacts }) => ({
          topKey,
          path: path.map(text),
          before: text(`{"function":${JSON.stringify(role)},"values":`),
          after: text(sendToArtifacts ? '}' : ',"send_to_artifacts":false}'),
        })),
      })),
    );
  }

  /**
   * What follows the record's text without its last brace: `tail`, with the normalized values in it.
   *
   * @param entryOf The entries of the record by key.
   * @param isOnly The record has no other members.
   * @returns `undefined` when the record has to be parsed.
   */
  tail(
    scanned: ScannedRecord,
    entryOf: ReadonlyMap<string, number>,
    tail: Uint8Array,
    isOnly: boolean,
    id: string,
  ): Uint8Array | undefined {
    this.#length = 0;
    this.#reported.length = 0;
    this.#append(tail, 0, tail.length - 1);
    if (!isOnly) this.#byte(comma);
    this.#put(opening);
    let types = 0;
    for (const type of this.#types) {
      const written = this.#type(scanned, type, entryOf);
      if (written === undefined) return undefined;
      if (written) types++;
    }
    if (types === 0) this.#put(nothingFound);
    else {
      this.#put(beforeId);
      this.#put(text(recordUuid(id)));
      this.#put(afterId);
    }
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  /** Whether anything of the type was found; `undefined` when that takes a parse. */
  #type(scanned: ScannedRecord, type: RawType, entryOf: ReadonlyMap<string, number>): boolean | undefined {
    let written = 0;
    for (const entry of type.entries) {
      const top = entryOf.get(entry.topKey);
      if (top === undefined) continue;
      const place = this.#find(scanned, top, entry.path);
      if (place === 'unclear') return undefined;
      if (place === 'nothing' || isFalsy(scanned.bytes)) continue;
      if (!isCopied(found.kind, scanned.report.flags)) return undefined;
      if (written++ === 0) this.#put(type.before);
      else this.#byte(comma);
      this.#put(entry.before);
      this.#value(scanned.bytes);
      this.#put(entry.after);
    }
    if (written === 0) return false;
    this.#put(endOfList);
    this.#byte(comma);
    return true;
  }

  /** Walks a path down from a top-level entry; leaves in {@link found} what it leads to. */
  #find({ bytes, report }: ScannedRecord, top: number, path: readonly Uint8Array[]): 'found' | 'nothing' | 'unclear' {
    take(report, top);
    for (let level = 0; level < path.length; level++) {
      if (found.kind !== kinds.object) return 'nothing';
      const inner = this.#reportOf(bytes, level);
      const entry = entryWithKey(bytes, inner, path[level] as Uint8Array);
      if (entry === unclear) return 'unclear';
      if (entry === absent) return 'nothing';
      take(inner, entry);
    }
    return 'found';
  }

  /** Scans the object that was found, unless it was the last one of its level. */
  #reportOf(bytes: Uint8Array, level: number): Scan {
    let report = this.#reports[level];
    if (report === undefined) {
      report = createScan();
      this.#reports[level] = report;
    }
    if (this.#reported[level] !== found.start) {
      scan(bytes, found.start, found.end, report);
      this.#reported[level] = found.start;
    }
    return report;
  }

  /** Arrays are lists of values as they are; anything else is one value, as text. */
  #value(bytes: Uint8Array): void {
    const { start, end, kind } = found;
    if (kind === kinds.array) {
      this.#append(bytes, start, end);
      return;
    }
    this.#byte(0x5b);
    if (kind === kinds.true) this.#put(trueText);
    else if (kind === kinds.string) this.#append(bytes, start, end);
    else {
      this.#byte(quote);
      this.#append(bytes, start, end);
      this.#byte(quote);
    }
    this.#byte(0x5d);
  }

  #put(bytes: Uint8Array): void {
    this.#append(bytes, 0, bytes.length);
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start + 1;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#length = copyBytes(this.#buffer, this.#length, bytes, start, end);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(needed * 2);
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }

  /** There is always room for one byte more. */
  #byte(value: number): void {
    this.#buffer[this.#length++] = value;
    if (this.#length === this.#buffer.length) this.#grow(this.#length);
  }
}

function take(report: Scan, entry: number): void {
  found.start = report.valueStart[entry] as number;
  found.end = report.valueEnd[entry] as number;
  found.kind = report.valueKind[entry] as number;
}

/** Floats and objects are written anew, and so are arrays that run over several lines. */
function isCopied(kind: number, flags: number): boolean {
  if (kind === kinds.array) return (flags & hasLineBreak) === 0;
  return kind !== kinds.decimal && kind !== kinds.object;
}

/** `null`, `false`, `""`, `0`, `[]` and `{}` are no values. */
function isFalsy(bytes: Uint8Array): boolean {
  const { start, end, kind } = found;
  if (kind === kinds.null || kind === kinds.false) return true;
  if (kind === kinds.string) return end - start === 2;
  if (kind === kinds.integer)
    return bytes[end - 1] === 0x30 && (end - start === 1 || bytes[start] === 0x2d) && end - start <= 2;
  if (kind !== kinds.array && kind !== kinds.object) return false;
  for (let at = start + 1; at < end - 1; at++) if ((bytes[at] as number) > 0x20) return false;
  return true;
}

const absent = -1;
const unclear = -2;

/** The last entry with a key. Keys with escapes may be equal to any other. */
function entryWithKey(bytes: Uint8Array, report: Scan, key: Uint8Array): number {
  let result = absent;
  for (let entry = 0; entry < report.count; entry++) {
    const start = report.keyStart[entry] as number;
    const end = report.keyEnd[entry] as number;
    let isEqual = end - start === key.length;
    for (let at = start; at < end; at++) {
      if (bytes[at] === backslash) return unclear;
      if (isEqual && bytes[at] !== key[at - start]) isEqual = false;
    }
    if (isEqual) result = entry;
  }
  return result;
}
