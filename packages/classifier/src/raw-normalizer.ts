import type { SchemaConfiguration } from '@streamalert/config';
import type { RecordUuidWriter } from '@streamalert/core';
import { createScan, hasEscapedKey, hasLineBreak, kinds, type Scan, scan } from '@streamalert/parsers';
import { createFoundValues, NormalizationWriter, nothing } from './normalization-writer.ts';
import type { ScannedRecord } from './record-sorter.ts';
import type { ShapeMatch } from './schema-index.ts';
import { TextWriter } from './text-writer.ts';

/** What is read at one place of a record: entries whose path ends there, and what lies below it. */
interface Place {
  readonly key: Uint8Array;
  readonly entries: number[];
  readonly children: Place[];
  /** The object in which the place was found last, so that a key that comes twice is noticed. */
  foundIn: number;
}

const encoder = new TextEncoder();

/**
 * Writes the normalized values of a scanned record from its bytes, as `normalize` would, without parsing it:
 * text is copied with its quotes and escapes. Values that take more than copying are left to the parser.
 */
export class RawNormalizer {
  readonly #writer: NormalizationWriter;
  /** By the keys that normalization reads. */
  readonly #places: readonly Place[];
  readonly #found: ReturnType<typeof createFoundValues>;
  /** Reports of the objects on the way to a value, by level. */
  readonly #reports: Scan[] = [];
  readonly #out = new TextWriter();
  #objects = 0;

  private constructor(normalization: SchemaConfiguration['normalization'], readKeys: readonly string[]) {
    this.#writer = new NormalizationWriter(normalization);
    this.#places = readKeys.map(placeOf);
    const paths = normalization.flatMap(([, entries]) => entries.map(({ path }) => path));
    for (const [entry, [topKey = '', ...path]] of paths.entries()) {
      let place = this.#places[readKeys.indexOf(topKey)] as Place;
      for (const key of path) place = childOf(place, key);
      place.entries.push(entry);
    }
    this.#found = createFoundValues(paths.length);
  }

  /** `undefined` for a normalization that tests conditions: these look at values. */
  static of(
    normalization: SchemaConfiguration['normalization'],
    readKeys: readonly string[],
  ): RawNormalizer | undefined {
    const entries = normalization.flatMap(([, all]) => all);
    if (entries.some(({ condition, never, path }) => condition !== undefined || never === true || path.length === 0)) {
      return undefined;
    }
    return new RawNormalizer(normalization, readKeys);
  }

  /**
   * What follows the record's text without its last brace: the tail of the match, with the normalized values in it. The
   * next record overwrites it.
   *
   * @param isOnly The record has no other members.
   * @returns `undefined` when the record has to be parsed.
   */
  tail(scanned: ScannedRecord, match: ShapeMatch, isOnly: boolean, uuid: RecordUuidWriter): Uint8Array | undefined {
    const { bytes, report, record, item } = scanned;
    this.#found.kind.fill(nothing);
    for (let index = 0; index < this.#places.length; index++) {
      const entry = match.reads[index] as number;
      if (entry >= 0 && !this.#read(this.#places[index] as Place, bytes, report, entry, 0)) return undefined;
    }
    const out = this.#out;
    out.begin(match.tail.length);
    out.copy(match.tail, 0, match.tail.length - 1);
    if (!isOnly) out.byte(comma);
    const broken = (report.flags & hasLineBreak) !== 0;
    if (!this.#writer.write(out, bytes, this.#found, broken, { uuid, record, item })) return undefined;
    out.byte(closeBrace);
    return out.written;
  }

  /** Notes the values at and below a place. False where only a parse tells which they are. */
  #read(place: Place, bytes: Uint8Array, report: Scan, entry: number, level: number): boolean {
    const start = report.valueStart[entry] as number;
    const end = report.valueEnd[entry] as number;
    const kind = report.valueKind[entry] as number;
    for (const found of place.entries) {
      this.#found.start[found] = start;
      this.#found.end[found] = end;
      this.#found.kind[found] = kind;
    }
    if (place.children.length === 0 || kind !== kinds.object) return true;
    const inner = (this.#reports[level] ??= createScan());
    scan(bytes, start, end, inner);
    if ((inner.flags & hasEscapedKey) !== 0) return false;
    const object = ++this.#objects;
    for (let index = 0; index < inner.count; index++) {
      const child = childWithKey(place, bytes, inner.keyStart[index] as number, inner.keyEnd[index] as number);
      if (child === undefined) continue;
      if (child.foundIn === object) return false;
      child.foundIn = object;
      if (!this.#read(child, bytes, inner, index, level + 1)) return false;
    }
    return true;
  }
}

const comma = 0x2c;
const closeBrace = 0x7d;

function placeOf(key: string): Place {
  return { key: encoder.encode(key), entries: [], children: [], foundIn: 0 };
}

function childOf(place: Place, key: string): Place {
  const encoded = encoder.encode(key);
  let child = place.children.find((other) => Buffer.compare(other.key, encoded) === 0);
  if (child === undefined) {
    child = placeOf(key);
    place.children.push(child);
  }
  return child;
}

function childWithKey({ children }: Place, bytes: Uint8Array, start: number, end: number): Place | undefined {
  const length = end - start;
  next: for (let index = 0; index < children.length; index++) {
    const child = children[index] as Place;
    const { key } = child;
    if (key.length !== length) continue;
    for (let at = 0; at < length; at++) if (key[at] !== bytes[start + at]) continue next;
    return child;
  }
  return undefined;
}
