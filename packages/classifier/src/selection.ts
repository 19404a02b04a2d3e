import type { JsonPath } from '@streamalert/parsers';
import { everyItem } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { IndexedSchema } from './indexed-schema.ts';
import { KeyTable } from './key-table.ts';
import { envelopeKey } from './log-patterns.ts';
import { normalizationKey } from './normalize.ts';
import { ShapeIndex } from './shapes.ts';
import { TextSorter } from './text-sorter.ts';

/** Where in a document the records of a schema are, as far as that can be told from its paths alone. */
type Place =
  /** The decoded value itself. */
  | { readonly at: 'root' }
  /** The items of the array that the document is. */
  | { readonly at: 'items' }
  /** The items of an array under a key of the document. */
  | { readonly at: 'key'; readonly key: string }
  /** Somewhere that takes a parsed document to find. */
  | { readonly at: 'elsewhere' };

/** Schemas that find their records in one place, indexed by shape. */
export interface PlaceGroup {
  readonly schemas: readonly CompiledSchema[];
  readonly shapes: ShapeIndex;
}

/** How to go about a document whose top level is known. */
export type DocumentPlan =
  | { readonly at: 'root' | 'items'; readonly group: PlaceGroup }
  | { readonly at: 'key'; readonly key: string; readonly group: PlaceGroup }
  /** Parse it, and try the schemas one by one. */
  | { readonly at: 'elsewhere' };

/** The schemas that are tried on one source, in order. */
export class Selection {
  readonly schemas: readonly CompiledSchema[];
  /** Keys of a document under which some schema finds its records. */
  readonly arrayKeys: ReadonlySet<string>;
  /** Some schema takes the first line of a payload for the names of its columns. */
  readonly readsHeaders: boolean;
  readonly root: PlaceGroup;
  readonly items: PlaceGroup;
  readonly #byKey = new Map<string, PlaceGroup>();
  readonly #elsewhere: readonly CompiledSchema[];
  /** Keys of which a document must have at least one for a schema to look elsewhere; none if some schema always may. */
  readonly #gates: ReadonlySet<string> | undefined;
  #texts: TextSorter | undefined;

  constructor(schemas: readonly CompiledSchema[]) {
    this.schemas = schemas;
    this.readsHeaders = schemas.some(({ parser }) => parser.isHeader !== undefined);
    const table = new KeyTable([normalizationKey, envelopeKey, ...schemas.flatMap(namesOf)]);
    const ordered = schemas.map((schema, order) => new IndexedSchema(schema, order, table));
    // Text is never found in an object or array. Where nothing else is looked for, the parsers say so.
    const readsJson = schemas.some(({ parser }) => !parser.takesText);
    const placesOrNone = (schema: CompiledSchema) => (readsJson && schema.parser.takesText ? [] : placesOf(schema));
    const places = new Map(schemas.map((schema) => [schema, placesOrNone(schema)]));
    const group = (fits: (places: readonly Place[], schema: CompiledSchema) => boolean): PlaceGroup =>
      groupOf(
        ordered.filter(({ schema }) => fits(places.get(schema) ?? [], schema)),
        table,
      );
    this.arrayKeys = new Set([...places.values()].flat().flatMap((place) => (place.at === 'key' ? [place.key] : [])));
    this.root = group((found) => firstHit(found, undefined) === 'root');
    this.items = group(
      (found, schema) => pathsOf(schema).length > 0 && found.some(({ at }) => at === 'items' || at === 'root'),
    );
    for (const key of this.arrayKeys)
      this.#byKey.set(
        key,
        group((found) => firstHit(found, key) === 'key'),
      );
    this.#elsewhere = schemas.filter((schema) => (places.get(schema) ?? []).some(({ at }) => at === 'elsewhere'));
    const gates = this.#elsewhere.map(gatesOf);
    this.#gates = gates.some((keys) => keys === undefined) ? undefined : new Set(gates.flat() as string[]);
  }

  /** What decides about plain lines; made when the first one comes. */
  get texts(): TextSorter {
    this.#texts ??= new TextSorter(this.schemas);
    return this.#texts;
  }

  /** The group of schemas that find their records under a key. */
  underKey(key: string): PlaceGroup | undefined {
    return this.#byKey.get(key);
  }

  /**
   * How to go about an object with these keys, of which `arrays` hold arrays that some schema asks for.
   *
   * @param matchesRoot Some schema could take the object itself for a record.
   */
  planObject(keys: readonly string[], arrays: readonly string[], matchesRoot: boolean): DocumentPlan {
    if (this.#couldBeElsewhere(keys)) return { at: 'elsewhere' };
    const [key, ...others] = arrays;
    // Where no schema looks, only trying all of them tells what each lacks.
    if (key === undefined) return this.root.schemas.length > 0 ? { at: 'root', group: this.root } : { at: 'elsewhere' };
    const group = this.#byKey.get(key);
    if (others.length > 0 || matchesRoot || group === undefined) return { at: 'elsewhere' };
    return { at: 'key', key, group };
  }

  /** Most documents have no key that any of these schemas asks for. */
  #couldBeElsewhere(keys: readonly string[]): boolean {
    if (this.#gates !== undefined && !keys.some((key) => this.#gates?.has(key))) return false;
    const known = new Set(keys);
    return this.#elsewhere.some((schema) => couldMatch(schema, known));
  }

  /** Whether every schema that could take records out of an array at the top level finds them in its items. */
  get plansItems(): boolean {
    return this.#elsewhere.every((schema) => !couldMatch(schema, undefined)) && this.items.schemas.length > 0;
  }
}

function namesOf({ schema, readKeys }: CompiledSchema): readonly string[] {
  return [...schema.fields.map(([name]) => name), ...readKeys];
}

function groupOf(schemas: readonly IndexedSchema[], table: KeyTable): PlaceGroup {
  return { schemas: schemas.map(({ schema }) => schema), shapes: new ShapeIndex(schemas, table) };
}

function placesOf(schema: CompiledSchema): readonly Place[] {
  const { configuration } = schema.schema;
  if (schema.schema.parser !== 'json' || configuration.envelopeKeys.length > 0) return [{ at: 'elsewhere' }];
  const paths = pathsOf(schema);
  if (paths.length === 0) return [{ at: configuration.jsonRegexKey === undefined ? 'root' : 'elsewhere' }];
  return configuration.embeddedJson ? [{ at: 'elsewhere' }] : paths.map(placeOf);
}

function placeOf({ dialect, steps }: JsonPath): Place {
  // `[*]` of JSONPath also takes the values of an object, and keeps nulls.
  if (dialect !== 'jmespath' || steps === undefined) return { at: 'elsewhere' };
  const [first, second] = steps;
  if (steps.length === 0) return { at: 'root' };
  if (steps.length === 1 && first === everyItem) return { at: 'items' };
  if (steps.length === 2 && typeof first === 'string' && second === everyItem) return { at: 'key', key: first };
  return { at: 'elsewhere' };
}

function pathsOf({ parser }: CompiledSchema): readonly JsonPath[] {
  return parser.paths ?? [];
}

/** What the first path finds that finds anything in an object whose only array is under `key`. */
function firstHit(places: readonly Place[], key: string | undefined): Place['at'] | undefined {
  return places.find(({ at, ...place }) => {
    if (at === 'key') return 'key' in place && place.key === key;
    return at !== 'items';
  })?.at;
}

/** What a schema that takes a parsed document asks of the keys of an object. */
interface KeyNeeds {
  /** All of these. */
  readonly all: readonly string[];
  /** And one of these; `undefined` when it would take any. */
  readonly one: readonly string[] | undefined;
}

function needsOf(schema: CompiledSchema): KeyNeeds {
  // Parsers of text are here only where nothing else is looked for: they say that this is no text.
  if (schema.parser.takesText) return { all: [], one: undefined };
  const { configuration } = schema.schema;
  const all = configuration.envelopeKeys.map(([key]) => key).filter((key) => !schema.optionalEnvelope.has(key));
  const paths = pathsOf(schema);
  if (paths.length === 0)
    return { all, one: configuration.jsonRegexKey === undefined ? undefined : [configuration.jsonRegexKey] };
  const firsts = paths.map(({ steps }) => steps?.[0]);
  return { all, one: firsts.every((first) => typeof first === 'string') ? firsts : undefined };
}

/** Whether a schema could match a document with these keys; `undefined` for an array. */
function couldMatch(schema: CompiledSchema, keys: ReadonlySet<string> | undefined): boolean {
  const { all, one } = needsOf(schema);
  return all.every((key) => keys?.has(key)) && (one?.some((key) => keys?.has(key)) ?? true);
}

/** Keys of which one must be there; `undefined` when that holds for none. */
function gatesOf(schema: CompiledSchema): readonly string[] | undefined {
  const { all, one } = needsOf(schema);
  return all.length > 0 ? all.slice(0, 1) : one;
}
