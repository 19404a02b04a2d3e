import type { Fields, FieldType } from '@streamalert/config';
import { type Json, stringifyJson } from '@streamalert/core';
import { kinds } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import type { KeyTable } from './key-table.ts';
import { type RawConversion, rawConversion } from './raw-conversion.ts';

/** No field of the schema. */
export const noField = -1;

const encoder = new TextEncoder();

/** A schema in the order in which schemas are tried, its fields found by the numbers of their names. */
export class IndexedSchema {
  readonly schema: CompiledSchema;
  readonly order: number;
  /** Numbers of the names of its fields. */
  readonly keys: Int32Array;
  /** How many fields must be there. */
  readonly required: number;
  /** By field. */
  readonly isOptional: Uint8Array;
  /** Numbers of the keys that normalization reads. */
  readonly reads: Int32Array;
  /** Numbers of the names of objects with named fields, and these. */
  readonly structs: readonly (readonly [key: number, fields: Fields])[];
  /** Pairs of a number of a name and its field, by hash. */
  readonly #slots: Int32Array;
  /** By field and kind of value: 1 where a value stays as it is, whatever it is. */
  readonly #unchanged: Uint8Array;
  /** `,"name":""` of each optional field; undefined for the others. */
  readonly #absent: readonly (Uint8Array | undefined)[];
  readonly #tails = new Map<number | string, Uint8Array>();

  constructor(schema: CompiledSchema, order: number, table: KeyTable) {
    const { fields } = schema.schema;
    this.schema = schema;
    this.order = order;
    this.keys = Int32Array.from(fields, ([name]) => table.idOf(name));
    this.isOptional = Uint8Array.from(fields, ([name]) => (schema.optional.has(name) ? 1 : 0));
    this.required = this.isOptional.filter((optional) => optional === 0).length;
    this.reads = Int32Array.from(schema.readKeys, (name) => table.idOf(name));
    this.structs = fields.flatMap(([name, type]) =>
      type.kind === 'struct' ? [[table.idOf(name), type.fields] as const] : [],
    );
    this.#slots = slotsOf(this.keys);
    this.#unchanged = new Uint8Array(fields.length * kindCount);
    for (const [field, [, type]] of fields.entries()) {
      for (let kind = 0; kind < kindCount; kind++) {
        if (isUnchanged(type, kind)) this.#unchanged[field * kindCount + kind] = 1;
      }
    }
    const defaults = new Map(schema.defaults.map(([name, value]) => [name, memberOf(name, value)]));
    this.#absent = fields.map(([name]) => defaults.get(name));
  }

  /** It has no fields, and takes any object. */
  get takesAny(): boolean {
    return this.keys.length === 0;
  }

  /** The field with a numbered name, or {@link noField}. */
  fieldOf(key: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (key << 1) & mask; ; slot = (slot + 2) & mask) {
      const found = slots[slot] as number;
      if (found === key) return slots[slot + 1] as number;
      if (found < 0) return noField;
    }
  }

  /** Whether a value of a kind passes the conversion to the field's type as it is, whatever it is. */
  staysAsItIs(field: number, kind: number): boolean {
    return this.#unchanged[field * kindCount + kind] === 1;
  }

  /** How a value of a kind is converted to the field's type without being parsed, if it can be. */
  conversionOf(field: number, kind: number): RawConversion | undefined {
    const type = this.schema.schema.fields[field]?.[1];
    return type === undefined ? undefined : rawConversion(type, kind);
  }

  /**
   * What follows a record's text without its last brace: the defaults of absent fields, then `}`.
   *
   * @param entryOf By field, negative for an absent one.
   * @param isEmpty The record has no members, before which a comma could stand.
   */
  tailOf(entryOf: Int32Array, isEmpty: boolean): Uint8Array {
    const absent = absentKey(entryOf, this.keys.length, isEmpty);
    let tail = this.#tails.get(absent);
    if (tail === undefined) {
      const members = this.#absent.filter((member, field) => member !== undefined && (entryOf[field] as number) < 0);
      const whole = Buffer.concat([...(members as Uint8Array[]), closeBrace]);
      tail = isEmpty && whole.length > 1 ? whole.subarray(1) : whole;
      if (this.#tails.size < maxTails) this.#tails.set(absent, tail);
    }
    return tail;
  }
}

/** Names a set of absent fields: by its bits as long as a number has enough of them. */
function absentKey(entryOf: Int32Array, fields: number, isEmpty: boolean): number | string {
  let bits = isEmpty ? 1 : 0;
  if (fields >= powers.length)
    return `${bits}${Array.from(entryOf.subarray(0, fields), (entry) => +(entry < 0)).join('')}`;
  for (let field = 0; field < fields; field++) if ((entryOf[field] as number) < 0) bits += powers[field] as number;
  return bits;
}

const powers = Float64Array.from({ length: 51 }, (_, field) => 2 ** (field + 1));

/** Absent fields are combined in few ways in real logs. */
const maxTails = 1000;

const closeBrace = encoder.encode('}');
const kindCount = Math.max(...Object.values(kinds)) + 1;

function slotsOf(keys: Int32Array): Int32Array {
  let size = 8;
  while (size < keys.length * 4) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  for (const [field, key] of keys.entries()) {
    let slot = (key << 1) & (size - 1);
    while ((slots[slot] as number) >= 0) slot = (slot + 2) & (size - 1);
    slots[slot] = key;
    slots[slot + 1] = field;
  }
  return slots;
}

function memberOf(name: string, value: Json): Uint8Array {
  return encoder.encode(`,${stringifyJson(name)}:${stringifyJson(value)}`);
}

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
