import type { Json, JsonObject } from '@streamalert/core';
import { type FloatMarks, isTruthy } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import { setOwn } from './own-property.ts';

/** A decoded payload record: a document, or a line. */
export interface SchemaSample {
  readonly value: Json;
  /** Which whole numbers are spelled as floats. */
  readonly floats: FloatMarks;
}

/** A field type as schema files write it. */
export type SchemaFileType = string | readonly [] | { readonly [field: string]: SchemaFileType };

/** One log type as schema files write it. */
export interface SchemaFileEntry {
  readonly parser: 'json';
  readonly schema: { readonly [field: string]: SchemaFileType };
  readonly configuration?: {
    readonly json_path?: string | readonly string[];
    readonly envelope_keys?: { readonly [field: string]: SchemaFileType };
    readonly optional_envelope_keys?: readonly string[];
    readonly optional_top_level_keys?: readonly string[];
    readonly optional_keys?: readonly string[];
  };
}

/** A proposed log type, and what it is founded on. */
export interface InferredSchema {
  readonly entry: SchemaFileEntry;
  readonly records: number;
  /** Items at the places of records that are no objects: the log type does not take them. */
  readonly notObjects: number;
}

/**
 * Proposes a `json` log type that takes all of the samples: where the records are, what is around them, and their keys
 * and types. Nested objects get named fields only where there are two and more that are much alike, as these are strict;
 * they are `{}` otherwise. Keys are sorted.
 */
export function inferSchema(samples: readonly SchemaSample[]): InferredSchema {
  const loose = samples.map((sample) => locate(sample, true));
  // Beside plain records, a record with a single key that holds a list is one of them.
  const found = loose.some(({ path }) => path === '@') ? samples.map((sample) => locate(sample, false)) : loose;
  const records = found.flatMap(({ items, floats }) =>
    items.filter(isJsonObject).map((record): Held => ({ holder: record, floats })),
  );
  const paths = [...new Set(found.map(({ path }) => path))].sort((a, b) => generality(a) - generality(b));
  const envelopes = paths.length === 1 ? found.map(({ envelope, floats }): Held => ({ holder: envelope, floats })) : [];
  const optionalInside: string[] = [];
  const schema = fieldsOf(records, '', optionalInside);
  const configuration = {
    ...(paths.some((path) => path !== '@') && { json_path: paths.length === 1 ? (paths[0] as string) : paths }),
    ...named('envelope_keys', 'optional_envelope_keys', envelopes),
    ...optionals('optional_top_level_keys', records),
    ...(optionalInside.length > 0 && { optional_keys: optionalInside }),
  };
  return {
    entry: {
      parser: 'json',
      schema,
      ...(Object.keys(configuration).length > 0 && { configuration }),
    },
    records: records.length,
    notObjects: found.reduce((sum, { items }) => sum + items.length, 0) - records.length,
  };
}

/** An object, and the marks of the document it is in. */
interface Held {
  readonly holder: JsonObject;
  readonly floats: FloatMarks;
}

interface Located {
  /** JMESPath of the records; `@` is the value itself. */
  readonly path: string;
  readonly items: readonly Json[];
  /** What stands beside the list of records. */
  readonly envelope: JsonObject;
  readonly floats: FloatMarks;
}

/** Names under which products put their records, beside other keys. */
const listNames = new Set([
  'records',
  'events',
  'logs',
  'logevents',
  'entries',
  'items',
  'results',
  'findings',
  'value',
]);

/** @param anyName A list that is all there is of a document holds its records, whatever its name. */
function locate({ value, floats }: SchemaSample, anyName: boolean): Located {
  if (Array.isArray(value)) return { path: '[*]', items: value as readonly Json[], envelope: {}, floats };
  const list = isJsonObject(value) ? listKey(value, anyName) : undefined;
  if (!isJsonObject(value) || list === undefined) return { path: '@', items: [value], envelope: {}, floats };
  const envelope: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) if (key !== list) setOwn(envelope, key, inner);
  floats.inherit(envelope, value);
  return { path: `${stepTo(list)}[*]`, items: value[list] as readonly Json[], envelope, floats };
}

/** The key of the list that a document is about, if that can be told. */
function listKey(value: JsonObject, anyName: boolean): string | undefined {
  const keys = Object.keys(value);
  const [list, another] = keys.filter((key) => isListOfObjects(value[key]));
  if (list === undefined || another !== undefined) return undefined;
  if (!listNames.has(list.toLowerCase()))
    return anyName && keys.length === 1 && !isEmpty(value[list]) ? list : undefined;
  return keys.every((key) => key === list || value[key] === null || typeof value[key] !== 'object') ? list : undefined;
}

function isListOfObjects(value: Json | undefined): boolean {
  return Array.isArray(value) && (value as readonly Json[]).every(isJsonObject);
}

const isEmpty = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0;

const stepTo = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));

/** The first path that finds something decides, so the value itself comes last. */
function generality(path: string): number {
  if (path === '@') return 2;
  return path === '[*]' ? 1 : 0;
}

function named(option: string, optional: string, held: readonly Held[]): object {
  // Beside a list of records stand no objects.
  const fields = fieldsOf(held, '', []);
  return Object.keys(fields).length === 0 ? {} : { [option]: fields, ...optionals(optional, held) };
}

function optionals(option: string, held: readonly Held[]): object {
  const absent = sometimesAbsent(held);
  return absent.length === 0 ? {} : { [option]: absent };
}

function sometimesAbsent(held: readonly Held[]): readonly string[] {
  return keysOf(held).filter((key) => held.some(({ holder }) => !Object.hasOwn(holder, key)));
}

function keysOf(held: readonly Held[]): readonly string[] {
  return [...new Set(held.flatMap(({ holder }) => Object.keys(holder)))].sort();
}

/** @param optionalInside Takes the paths of what nested objects may lack. */
function fieldsOf(
  held: readonly Held[],
  prefix: string,
  optionalInside: string[],
): { readonly [field: string]: SchemaFileType } {
  return Object.fromEntries(keysOf(held).map((key) => [key, typeOf(key, held, prefix, optionalInside)] as const));
}

type Kind = 'string' | 'integer' | 'float' | 'boolean' | 'list' | 'object';

/** Only truthy values are converted, so that the others count only where there is nothing else. */
function typeOf(key: string, all: readonly Held[], prefix: string, optionalInside: string[]): SchemaFileType {
  const held = all.filter(({ holder }) => Object.hasOwn(holder, key));
  const given = held.filter(({ holder }) => holder[key] !== null);
  const telling = given.filter(({ holder }) => isTruthy(holder[key] as Json));
  const kinds = new Set((telling.length > 0 ? telling : given).map((one) => kindOf(one, key)));
  if (kinds.size === 0) return 'string';
  if (kinds.has('object') || kinds.has('list')) {
    if (kinds.size > 1) return {};
    return kinds.has('list') ? [] : objectType(key, held, `${prefix}${key}.`, optionalInside);
  }
  if (kinds.size === 1) return [...kinds][0] as string;
  return [...kinds].every((kind) => kind === 'integer' || kind === 'float') ? 'float' : 'string';
}

function kindOf({ holder, floats }: Held, key: string): Kind {
  const value = holder[key] as Json;
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value as Kind;
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) && !floats.has(holder, key) ? 'integer' : 'float';
  return Array.isArray(value) ? 'list' : 'object';
}

/** A map has other keys in each record; keys of a fixed set are there in most. */
const leastFilled = 0.75;

/** `{}` unless the objects are alike: `null` or an empty one under named fields would not be taken. */
function objectType(key: string, held: readonly Held[], prefix: string, optionalInside: string[]): SchemaFileType {
  const inner = held.map(({ holder, floats }) => ({ holder: holder[key] as JsonObject, floats }));
  const areObjects = inner.every(({ holder }) => isJsonObject(holder) && Object.keys(holder).length > 0);
  if (inner.length < 2 || !areObjects) return {};
  const names = keysOf(inner);
  const absent = sometimesAbsent(inner);
  const present = inner.reduce((sum, { holder }) => sum + Object.keys(holder).length, 0);
  if (absent.length === names.length || present < leastFilled * names.length * inner.length) return {};
  // A dotted path to one of these could be read in two ways.
  if (absent.length > 0 && names.some((name) => name.includes('.'))) return {};
  optionalInside.push(...absent.map((name) => prefix + name));
  return fieldsOf(inner, prefix, optionalInside);
}
