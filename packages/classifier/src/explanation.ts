import type { ClassifiedRecord, Json, RejectedRecord, Source } from '@streamalert/core';

/** A key that a schema does not know. */
export interface UnexpectedKey {
  readonly key: string;
  /** A missing key of the same name but for case and `_`. */
  readonly resembles?: string;
}

/** A value that cannot be converted to the type of its field. */
export interface WrongType {
  /** Nested fields as `outer.inner`. */
  readonly key: string;
  /** As schema files name it. */
  readonly wants: string;
  readonly found: Json;
}

/** A field of `log_patterns` that does not match. Fields of the envelope begin with `streamalert:envelope_keys.`. */
export interface PatternMiss {
  readonly field: string;
  /** One of them would have to match. */
  readonly globs: readonly string[];
  /** Absent: there is no such field. */
  readonly found?: Json;
}

/** What keeps a schema from taking a record. */
export type MatchObstacle =
  /** The parser finds no record in the data. */
  | { readonly kind: 'parser'; readonly reason: string; readonly detail: string }
  | { readonly kind: 'envelope'; readonly missing: readonly string[]; readonly wrongTypes: readonly WrongType[] }
  | { readonly kind: 'not an object' }
  | {
      readonly kind: 'keys';
      readonly missing: readonly string[];
      readonly unexpected: readonly UnexpectedKey[];
      /** Declared keys at the top, optional ones only where they are there, and how many of them the record has. */
      readonly declared: number;
      readonly present: number;
    }
  | { readonly kind: 'types'; readonly fields: readonly WrongType[] }
  | { readonly kind: 'patterns'; readonly fields: readonly PatternMiss[] };

/** Keys that a schema does not declare and lets pass. */
export interface AdditionalKeysFound {
  /** Nested ones as `outer.inner`; not all where there are very many. */
  readonly keys: readonly string[];
  /** Whether they stay in the record. */
  readonly become: 'kept' | 'dropped';
}

/** How one schema fares with the data. */
export interface SchemaExplanation {
  readonly log_schema_type: string;
  /** `shadowed`: it would take some of it, and another one does, which is tried before it or needs fewer additional keys. */
  readonly outcome: 'match' | 'shadowed' | 'no match';
  /** Items that it finds in the data, and how many of them it takes. */
  readonly items: number;
  readonly taken: number;
  /** Keys that it does not declare, in items that it takes. */
  readonly additional?: AdditionalKeysFound;
  /** Of the first item that it does not take. */
  readonly obstacle?: MatchObstacle;
}

/** Why a payload record is what it is taken for. */
export interface RecordExplanation {
  readonly cluster: string;
  readonly source: Source;
  /** The schemas of the source, in the order in which they are tried; not those that can never match. */
  readonly schemas: readonly SchemaExplanation[];
  /** Where nothing is taken: log types that would take it, were they listed for the source. */
  readonly elsewhere: readonly string[];
  readonly classified: readonly ClassifiedRecord[];
  readonly rejected: readonly RejectedRecord[];
}
