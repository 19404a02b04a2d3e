import type { Fields, FieldType } from '@streamalert/config';
import { type Json, stringifyJson } from '@streamalert/core';
import { kinds, type Scan } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { envelopeKey } from './log-patterns.ts';
import type { Diagnosis } from './nearest.ts';
import { normalizationKey } from './normalize.ts';
import { keyName } from './repeated-keys.ts';
import type { DocumentPlan } from './selection.ts';

/** A schema whose keys are those of a shape. */
export interface ShapeMatch {
  readonly schema: CompiledSchema;
  /** Place of the schema in the order in which schemas are tried. */
  readonly order: number;
  /** Keys at the top that the schema does not declare, and lets pass. */
  readonly additional: number;
  /** No value of this shape can fail the schema or be changed by it, so that it need not be looked at. */
  readonly sure: boolean;
  /** Entries of the keys that normalization reads. */
  readonly reads: ReadonlyMap<string, number>;
  /** Entries that are objects with named fields. */
  readonly structs: readonly (readonly [entry: number, fields: Fields])[];
  /** What follows the record's text without its last brace: the defaults of absent fields, then `}`. */
  readonly tail: Uint8Array;
}

/** Records with the same keys in the same order, and values of the same kinds. */
export interface Shape {
  /** Bytes of the keys; none while the shape is not kept. */
  keys: readonly Uint8Array[];
  readonly names: readonly string[];
  readonly kinds: Uint8Array;
  readonly matches: readonly ShapeMatch[];
  /** How to go about a document of this shape, once it was asked for. */
  plan?: DocumentPlan;
  /** Why no schema has these keys, once it was asked for. */
  diagnosis?: Diagnosis;
  /** The next shape of the same signature. */
  next: Shape | undefined;
}

/** A sender could put new keys into every record: past this size, shapes are decided without being kept. */
const maxKeptBytes = 4 * 1024 * 1024;

/** Nor are shapes kept whose signature many others have. */
const maxChained = 8;

/** About what an entry of a shape takes beside the bytes of its key. */
const entryBytes = 64;

/** Decides once per shape which schemas can take a record, and keeps the decision. */
export class ShapeIndex {
  readonly #schemas: KeyIndex;
  readonly #shapes = new Map<number, Shape>();
  #keptBytes = 0;

  /** @param schemas Schemas with their place in the order of all. */
  constructor(schemas: readonly OrderedSchema[]) {
    this.#schemas = new KeyIndex(schemas);
  }

  /** The shape of the object that `report` describes. A signature is only a hint: keys and kinds are compared. */
  shapeOf(bytes: Buffer, report: Scan): Shape {
    const first = this.#shapes.get(report.signature);
    let chained = 0;
    for (let shape = first; shape !== undefined; shape = shape.next) {
      if (isShape(shape, bytes, report)) return shape;
      chained++;
    }
    const shape = this.#decide(bytes, report);
    if (chained < maxChained) this.#keep(shape, first, bytes, report);
    return shape;
  }

  #decide(bytes: Buffer, report: Scan): Shape {
    const names: string[] = [];
    for (let entry = 0; entry < report.count; entry++) {
      names.push(keyName(bytes.toString('utf8', report.keyStart[entry], report.keyEnd[entry])));
    }
    const valueKinds = report.valueKind.slice(0, report.count);
    return { keys: [], names, kinds: valueKinds, matches: this.#schemas.matches(names, valueKinds), next: undefined };
  }

  #keep(shape: Shape, next: Shape | undefined, bytes: Buffer, report: Scan): void {
    let size = entryBytes;
    for (let entry = 0; entry < report.count; entry++) {
      size += (report.keyEnd[entry] as number) - (report.keyStart[entry] as number) + entryBytes;
    }
    if (this.#keptBytes + size > maxKeptBytes) return;
    this.#keptBytes += size;
    shape.keys = Array.from(
      shape.names,
      (_name, entry) => new Uint8Array(bytes.subarray(report.keyStart[entry], report.keyEnd[entry])),
    );
    shape.next = next;
    this.#shapes.set(report.signature, shape);
  }

  /** Whether some schema has these keys. */
  hasMatch(names: readonly string[]): boolean {
    return this.#schemas.matches(names, new Uint8Array(names.length)).length > 0;
  }
}

function isShape(shape: Shape, bytes: Uint8Array, report: Scan): boolean {
  const { keys, kinds } = shape;
  if (keys.length !== report.count) return false;
  for (let entry = 0; entry < keys.length; entry++) {
    const key = keys[entry] as Uint8Array;
    const start = report.keyStart[entry] as number;
    const length = key.length;
    if ((report.keyEnd[entry] as number) - start !== length || kinds[entry] !== report.valueKind[entry]) return false;
    for (let at = 0; at < length; at++) if (key[at] !== bytes[start + at]) return false;
  }
  return true;
}

/** A schema and its place in the order in which schemas are tried. */
export interface OrderedSchema {
  readonly schema: CompiledSchema;
  readonly order: number;
}

/** Finds the schemas that can have a set of keys by the rarest key that each of them requires. */
class KeyIndex {
  readonly #byKey = new Map<string, OrderedSchema[]>();
  /** Schemas that require no key at all. */
  readonly #anywhere: OrderedSchema[] = [];

  constructor(schemas: readonly OrderedSchema[]) {
    const users = new Map<string, number>();
    for (const { schema } of schemas) {
      for (const [key] of schema.schema.fields) users.set(key, (users.get(key) ?? 0) + 1);
    }
    for (const ordered of schemas) {
      const { schema } = ordered;
      const required = schema.schema.fields.map(([key]) => key).filter((key) => !schema.optional.has(key));
      const rarest = required.reduce<string | undefined>(
        (best, key) => (best === undefined || (users.get(key) ?? 0) < (users.get(best) ?? 0) ? key : best),
        undefined,
      );
      if (rarest === undefined) this.#anywhere.push(ordered);
      else this.#byKey.set(rarest, [...(this.#byKey.get(rarest) ?? []), ordered]);
    }
  }

  matches(names: readonly string[], valueKinds: Uint8Array): ShapeMatch[] {
    const present = new Map(names.map((name, entry) => [name, valueKinds[entry] as number]));
    const found = [...this.#anywhere];
    for (const name of present.keys()) found.push(...(this.#byKey.get(name) ?? []));
    return found
      .flatMap((ordered) => {
        const additional = countAdditional(ordered.schema, present);
        return additional === undefined ? [] : [{ ...ordered, additional }];
      })
      .sort(inOrder)
      .map(({ schema, order, additional }) => ({
        schema,
        order,
        additional,
        // A repeated key is written once, with its last value.
        sure: present.size === names.length && isSure(schema, present, additional),
        reads: new Map(readKeys(schema).flatMap((key) => (present.has(key) ? [[key, names.indexOf(key)]] : []))),
        structs: structsOf(schema, names),
        tail: tailOf(schema, present),
      }));
  }
}

/** The schema that lets the fewest additional keys pass comes first, and of equals the one that is tried first. */
export function inOrder(a: Ranked, b: Ranked): number {
  return a.additional - b.additional || a.order - b.order;
}

/** How near a schema is to a record, and its place in the order of all. */
export interface Ranked {
  readonly additional: number;
  readonly order: number;
}

/** Keys at the top that the schema would have to let pass, and does; `undefined` where it cannot have these keys. */
function countAdditional(schema: CompiledSchema, present: ReadonlyMap<string, number>): number | undefined {
  const { fields } = schema.schema;
  if (fields.length === 0) return 0;
  let known = 0;
  for (const [key] of fields) {
    if (present.has(key)) known++;
    else if (!schema.optional.has(key)) return undefined;
  }
  const additional = present.size - known;
  return additional === 0 || (schema.additionalKeys !== 'reject' && known > 0) ? additional : undefined;
}

function isSure(schema: CompiledSchema, present: ReadonlyMap<string, number>, additional: number): boolean {
  if (schema.patterns !== undefined || present.has(normalizationKey)) return false;
  // Keys that are dropped, or never kept, take a record that is written anew.
  if (additional > 0 && (schema.additionalKeys === 'drop' || present.has(envelopeKey))) return false;
  return schema.schema.fields.every(([key, type]) => {
    const kind = present.get(key);
    return kind === undefined || isUnchanged(type, kind);
  });
}

function structsOf(schema: CompiledSchema, names: readonly string[]): (readonly [number, Fields])[] {
  return schema.schema.fields.flatMap(([key, type]) => {
    const entry = type.kind === 'struct' ? names.indexOf(key) : -1;
    return type.kind !== 'struct' || entry < 0 ? [] : [[entry, type.fields] as const];
  });
}

/** Top-level keys that normalization reads. An absent one has a falsy default, or none, and so is never found. */
export function readKeys(schema: CompiledSchema): string[] {
  const entries = schema.schema.configuration.normalization.flatMap(([, found]) => found);
  const paths = entries.flatMap(({ path, condition }) => (condition === undefined ? [path] : [path, condition.path]));
  return [...new Set(paths.flatMap(([key]) => (key === undefined ? [] : [key])))];
}

/** Whether a value of this kind passes a conversion to this type as it is, whatever it is. */
function isUnchanged(type: FieldType, kind: number): boolean {
  if (type.kind === 'struct') return false;
  if (kind === kinds.null || kind === kinds.false) return true;
  switch (type.kind) {
    case 'string':
      return kind === kinds.string;
    case 'boolean':
      return kind === kinds.true;
    case 'integer':
      return kind === kinds.integer || kind === kinds.longInteger;
    case 'float':
      return kind === kinds.integer || kind === kinds.decimal;
    case 'list':
      return kind === kinds.array;
    case 'map':
      return true;
    case 'unknown':
      return false;
  }
}

const encoder = new TextEncoder();

function tailOf(schema: CompiledSchema, present: ReadonlyMap<string, number>): Uint8Array {
  const absent = schema.defaults.filter(([key]) => !present.has(key));
  const members = absent.map(
    ([key, value]: readonly [string, Json]) => `${stringifyJson(key)}:${stringifyJson(value)}`,
  );
  const separator = members.length > 0 && present.size > 0 ? ',' : '';
  return encoder.encode(`${separator}${members.join(',')}}`);
}
