import type { Fields } from '@streamalert/config';
import type { Scan } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { IndexedSchema, noField } from './indexed-schema.ts';
import { type KeyTable, unknownKey } from './key-table.ts';
import { envelopeKey } from './log-patterns.ts';
import { normalizationKey } from './normalize.ts';
import type { RawConversion } from './raw-conversion.ts';

/** How near a schema is to a record, and its place in the order of all. */
export interface Ranked {
  readonly additional: number;
  readonly order: number;
}

/** The schema that lets the fewest additional keys pass comes first, and of equals the one that is tried first. */
export function inOrder(a: Ranked, b: Ranked): number {
  return a.additional - b.additional || a.order - b.order;
}

/** A schema whose keys are those of a record. */
export interface ShapeMatch extends Ranked {
  readonly schema: CompiledSchema;
  /** Place of the schema in the order in which schemas are tried. */
  readonly order: number;
  /** Keys at the top that the schema does not declare, and lets pass. */
  readonly additional: number;
  /** No value of these kinds can fail the schema or be changed by it, but for `conversions`: the record need not be parsed. */
  readonly sure: boolean;
  /** Entries whose values are written anew, in their order. */
  readonly conversions: readonly EntryConversion[];
  /** Entries of the keys that normalization reads, in the order of `schema.readKeys`; negative for one that is absent. */
  readonly reads: Int32Array;
  /** Entries that are objects with named fields. */
  readonly structs: readonly (readonly [entry: number, fields: Fields])[];
  /** What follows the record's text without its last brace: the defaults of absent fields, then `}`. */
  readonly tail: Uint8Array;
}

/** An entry whose value is written anew. */
export interface EntryConversion {
  readonly entry: number;
  readonly convert: RawConversion;
}

/** The keys of an object, by what the table of keys knows of them. */
export interface NumberedKeys {
  readonly count: number;
  readonly names: readonly string[];
  /** Number of the key of each entry, {@link unknownKey} for one that no schema has; maybe more entries than there are. */
  readonly ids: Int32Array;
  readonly hasUnknown: boolean;
  /** Some key that a schema has came twice. */
  readonly hasRepeated: boolean;
}

/** The place of a schema that has a key, and how much nearer the key brings a record to it. */
interface KeyUser {
  readonly schema: number;
  readonly nearer: number;
}

const noMatches: readonly ShapeMatch[] = [];
const noConversions: readonly EntryConversion[] = [];
const noStructs: ShapeMatch['structs'] = [];

/** Finds the schemas that can have a set of keys by the rarest key that each of them requires. */
export class SchemaIndex {
  readonly #schemas: readonly IndexedSchema[];
  /** Schemas by the number of their rarest key. */
  readonly #byKey: readonly (readonly IndexedSchema[] | undefined)[];
  /** Schemas that require no key at all. */
  readonly #anywhere: readonly IndexedSchema[];
  /** By number of a key. */
  readonly #users: readonly KeyUser[][];
  readonly #normalization: number;
  readonly #envelope: number;
  /** Entry of each field of the schema that is looked at. */
  readonly #entryOf: Int32Array;
  readonly #nearer: Int32Array;

  constructor(schemas: readonly IndexedSchema[], table: KeyTable) {
    this.#schemas = schemas;
    this.#normalization = table.idOf(normalizationKey);
    this.#envelope = table.idOf(envelopeKey);
    this.#entryOf = new Int32Array(Math.max(0, ...schemas.map(({ keys }) => keys.length)));
    this.#nearer = new Int32Array(schemas.length);
    this.#users = Array.from(table.names, (): KeyUser[] => []);
    for (const [place, { keys, isOptional }] of schemas.entries()) {
      for (const [field, key] of keys.entries()) {
        // A key that is there is one that is not unexpected; if it is required, it is not missing either.
        this.#users[key]?.push({ schema: place, nearer: isOptional[field] === 1 ? 1 : 2 });
      }
    }
    const byKey = Array.from(table.names, (): IndexedSchema[] | undefined => undefined);
    this.#byKey = byKey;
    const users = (key: number): number => this.#users[key]?.length ?? 0;
    this.#anywhere = schemas.filter((schema) => {
      const required = [...schema.keys].filter((_key, field) => schema.isOptional[field] === 0);
      const rarest = required.reduce((best, key) => (users(key) < users(best) ? key : best), required[0] ?? unknownKey);
      if (rarest !== unknownKey) (byKey[rarest] ??= []).push(schema);
      return rarest === unknownKey;
    });
  }

  /** The schemas that have these keys, the nearest first. */
  matches(keys: NumberedKeys, report: Pick<Scan, 'valueKind'>): readonly ShapeMatch[] {
    let found = noMatches as ShapeMatch[];
    const tryAll = (schemas: readonly IndexedSchema[]): void => {
      for (const schema of schemas) {
        const match = this.#match(schema, keys, report);
        if (match === undefined) continue;
        if (found.length === 0) found = [match];
        else found.push(match);
      }
    };
    tryAll(this.#anywhere);
    const { ids, count } = keys;
    for (let entry = 0; entry < count; entry++) {
      const schemas = this.#byKey[ids[entry] as number];
      if (schemas !== undefined && (!keys.hasRepeated || firstWith(keys, ids[entry] as number) === entry))
        tryAll(schemas);
    }
    return found.length > 1 ? found.sort(inOrder) : found;
  }

  #match(indexed: IndexedSchema, keys: NumberedKeys, { valueKind }: Pick<Scan, 'valueKind'>): ShapeMatch | undefined {
    const { schema, order } = indexed;
    const { ids, count, names } = keys;
    const letsPass = indexed.takesAny || schema.additionalKeys !== 'reject';
    if (keys.hasUnknown && !letsPass) return undefined;
    const entryOf = this.#entryOf;
    entryOf.fill(noField, 0, indexed.keys.length);
    // A repeated key is written once, with its last value.
    let sure = schema.patterns === undefined && !keys.hasRepeated;
    let conversions = noConversions;
    let known = 0;
    let required = 0;
    for (let entry = 0; entry < count; entry++) {
      const field = indexed.fieldOf(ids[entry] as number);
      if (field === noField) {
        if (!letsPass) return undefined;
        continue;
      }
      if (entryOf[field] === noField) {
        known++;
        if (indexed.isOptional[field] === 0) required++;
      }
      entryOf[field] = entry;
      const kind = valueKind[entry] as number;
      if (!sure || indexed.staysAsItIs(field, kind)) continue;
      const convert = indexed.conversionOf(field, kind);
      if (convert === undefined || schema.readKeys.includes(names[entry] as string)) sure = false;
      else conversions = [...conversions, { entry, convert }];
    }
    if (required < indexed.required) return undefined;
    const distinct = keys.hasUnknown || keys.hasRepeated ? new Set(names).size : count;
    const additional = indexed.takesAny ? 0 : distinct - known;
    if (additional > 0 && known === 0) return undefined;
    if (distinct < count || has(keys, this.#normalization)) sure = false;
    // Keys that are dropped, or never kept, take a record that is written anew.
    if (additional > 0 && (schema.additionalKeys === 'drop' || has(keys, this.#envelope))) sure = false;
    return {
      schema,
      order,
      additional,
      sure,
      conversions,
      reads: indexed.reads.length === 0 ? indexed.reads : indexed.reads.map((key) => firstWith(keys, key)),
      structs: indexed.structs.length === 0 ? noStructs : structsIn(indexed.structs, keys),
      tail: indexed.tailOf(entryOf, count === 0),
    };
  }

  /** The schema with the fewest differing keys, the first of equals. */
  nearest(keys: NumberedKeys): CompiledSchema | undefined {
    const { ids, count, hasRepeated } = keys;
    const nearer = this.#nearer.fill(0);
    for (let entry = 0; entry < count; entry++) {
      const id = ids[entry] as number;
      if (id === unknownKey || (hasRepeated && firstWith(keys, id) !== entry)) continue;
      for (const user of this.#users[id] as readonly KeyUser[]) {
        nearer[user.schema] = (nearer[user.schema] as number) + user.nearer;
      }
    }
    let fewest = Number.POSITIVE_INFINITY;
    let best: IndexedSchema | undefined;
    for (let place = 0; place < nearer.length; place++) {
      const schema = this.#schemas[place] as IndexedSchema;
      const differences = schema.required - (nearer[place] as number);
      if (differences >= fewest) continue;
      fewest = differences;
      best = schema;
    }
    return best?.schema;
  }
}

function structsIn(
  structs: IndexedSchema['structs'],
  keys: NumberedKeys,
): readonly (readonly [entry: number, fields: Fields])[] {
  return structs.flatMap(([key, fields]) => {
    const entry = firstWith(keys, key);
    return entry < 0 ? [] : [[entry, fields] as const];
  });
}

function has(keys: NumberedKeys, id: number): boolean {
  return firstWith(keys, id) >= 0;
}

/** The first entry with a key, or -1. */
function firstWith({ ids, count }: NumberedKeys, id: number): number {
  for (let entry = 0; entry < count; entry++) if (ids[entry] === id) return entry;
  return -1;
}
