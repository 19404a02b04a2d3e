import type { Scan } from '@streamalert/parsers';
import type { IndexedSchema } from './indexed-schema.ts';
import { type KeyTable, unknownKey } from './key-table.ts';
import { type Diagnosis, diagnoseNames } from './nearest.ts';
import { keyName } from './repeated-keys.ts';
import { type NumberedKeys, SchemaIndex, type ShapeMatch } from './schema-index.ts';
import type { DocumentPlan } from './selection.ts';

/** Records with the same keys in the same order, and values of the same kinds. */
export interface Shape {
  readonly names: readonly string[];
  readonly matches: readonly ShapeMatch[];
  /** How to go about a document of this shape, once it was asked for. */
  plan: DocumentPlan | undefined;
  /** Why no schema has these keys, when none has. */
  readonly diagnosis: Diagnosis | undefined;
}

/** A shape that is kept. */
interface KeptShape extends Shape {
  /** Where its keys begin. */
  readonly at: number;
  /** The next shape of the same signature. */
  readonly next: KeptShape | undefined;
}

/** A sender could put new keys into every record: past this size, shapes are decided without being kept. */
const maxKeptBytes = 4 * 1024 * 1024;

/** Nor are shapes kept whose signature many others have. */
const maxChained = 8;

/** About what a shape takes beside its keys, and each entry of it. */
const shapeBytes = 400;
const entryBytes = 16;

/** Decides once per shape which schemas can take a record, and keeps the decision. */
export class ShapeIndex {
  readonly #table: KeyTable;
  readonly #schemas: SchemaIndex;
  readonly #shapes = new Map<number, KeptShape>();
  #keptBytes = 0;
  /** The entries of shapes: kind of the value, length of the key in two bytes, and the key. */
  #keys = new Uint8Array(4096);
  #length = 0;
  /** Numbers of the keys of the record that is looked at. */
  #ids = new Int32Array(64);
  /** By number of a key, the last record that had it. */
  readonly #seen: Float64Array;
  #record = 0;

  constructor(schemas: readonly IndexedSchema[], table: KeyTable) {
    this.#table = table;
    this.#schemas = new SchemaIndex(schemas, table);
    this.#seen = new Float64Array(table.names.length);
  }

  /** The shape of the object that `report` describes. A signature is only a hint: keys and kinds are compared. */
  shapeOf(bytes: Buffer, report: Scan): Shape {
    const first = this.#shapes.get(report.signature);
    let chained = 0;
    for (let shape = first; shape !== undefined; shape = shape.next) {
      if (this.#isShape(shape, bytes, report)) return shape;
      chained++;
    }
    const shape = this.#decide(bytes, report);
    return chained < maxChained ? this.#keep(shape, first, bytes, report) : shape;
  }

  /** Whether some schema has these keys. */
  hasMatch(names: readonly string[]): boolean {
    const ids = this.#idsFor(names.length);
    for (const [entry, name] of names.entries()) ids[entry] = this.#table.idOf(name);
    return this.#schemas.matches(this.#describe(names), { valueKind: new Uint8Array(names.length) }).length > 0;
  }

  #decide(bytes: Buffer, report: Scan): Shape {
    const keys = this.#readKeys(bytes, report);
    const matches = this.#schemas.matches(keys, report);
    const { names } = keys;
    const diagnosis = matches.length > 0 ? undefined : diagnoseNames(this.#schemas.nearest(keys), new Set(names));
    return { names, matches, plan: undefined, diagnosis };
  }

  #readKeys(bytes: Buffer, report: Scan): NumberedKeys {
    const { count, keyStart, keyEnd } = report;
    const names: string[] = [];
    const ids = this.#idsFor(count);
    for (let entry = 0; entry < count; entry++) {
      const start = keyStart[entry] as number;
      const end = keyEnd[entry] as number;
      let id = this.#table.find(bytes, start, end);
      if (id === unknownKey) {
        const name = keyName(bytes.toString('utf8', start, end));
        id = this.#table.idOf(name);
        names.push(name);
      } else names.push(this.#table.names[id] as string);
      ids[entry] = id;
    }
    return this.#describe(names);
  }

  #idsFor(count: number): Int32Array {
    if (this.#ids.length < count) this.#ids = new Int32Array(count * 2);
    return this.#ids;
  }

  /** Keys whose numbers are noted. */
  #describe(names: readonly string[]): NumberedKeys {
    const ids = this.#ids;
    const seen = this.#seen;
    const record = ++this.#record;
    let hasUnknown = false;
    let hasRepeated = false;
    for (let entry = 0; entry < names.length; entry++) {
      const id = ids[entry] as number;
      if (id === unknownKey) hasUnknown = true;
      else if (seen[id] === record) hasRepeated = true;
      else seen[id] = record;
    }
    return { count: names.length, names, ids, hasUnknown, hasRepeated };
  }

  #keep(shape: Shape, next: KeptShape | undefined, bytes: Buffer, report: Scan): Shape {
    const { count, keyStart, keyEnd, valueKind } = report;
    let size = 0;
    for (let entry = 0; entry < count; entry++) {
      const length = (keyEnd[entry] as number) - (keyStart[entry] as number);
      if (length > 0xffff) return shape;
      size += length + 3;
    }
    if (this.#keptBytes + size + shapeBytes + count * entryBytes > maxKeptBytes) return shape;
    this.#keptBytes += size + shapeBytes + count * entryBytes;
    this.#reserve(size);
    const kept: KeptShape = { ...shape, at: this.#length, next };
    const keys = this.#keys;
    let at = this.#length;
    for (let entry = 0; entry < count; entry++) {
      const start = keyStart[entry] as number;
      const length = (keyEnd[entry] as number) - start;
      keys[at++] = valueKind[entry] as number;
      keys[at++] = length & 0xff;
      keys[at++] = length >> 8;
      for (let index = start; index < start + length; index++) keys[at++] = bytes[index] as number;
    }
    this.#length = at;
    this.#shapes.set(report.signature, kept);
    return kept;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#keys.length) return;
    const larger = new Uint8Array((this.#length + size) * 2);
    larger.set(this.#keys.subarray(0, this.#length));
    this.#keys = larger;
  }

  #isShape(shape: KeptShape, bytes: Uint8Array, report: Scan): boolean {
    const { count, keyStart, keyEnd, valueKind } = report;
    if (shape.names.length !== count) return false;
    const keys = this.#keys;
    let at = shape.at;
    for (let entry = 0; entry < count; entry++) {
      const start = keyStart[entry] as number;
      const end = keyEnd[entry] as number;
      if (keys[at] !== valueKind[entry]) return false;
      if ((keys[at + 1] as number) + (keys[at + 2] as number) * 256 !== end - start) return false;
      at += 3;
      for (let index = start; index < end; index++) if (keys[at++] !== bytes[index]) return false;
    }
    return true;
  }
}
