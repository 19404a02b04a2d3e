import type { Json, JsonObject } from '@streamalert/core';
import type { Candidate, FloatMarks, ParserInput } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import { additionalKeysOf, withDeclaredKeys, withoutOwnKeys } from './additional-keys.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields, withNestedDefaults } from './convert.ts';
import { hasEnvelopeKeys, hasKeys } from './keys.ts';
import { envelopeKey } from './log-patterns.ts';
import { setOwn } from './own-property.ts';

/** A candidate after its trial against one schema. */
export type Trial =
  | {
      readonly ok: true;
      /** Converted, with its envelope and the defaults of absent fields. */
      readonly record: JsonObject;
      readonly floats: FloatMarks;
      /** Whether the candidate was changed, not counting what was added at its top. */
      readonly converted: boolean;
      /** Keys that the schema does not declare, which were let pass, as `outer.inner`. */
      readonly additional: readonly string[];
    }
  | {
      readonly ok: false;
      readonly candidate: Json;
      readonly reason: string;
      readonly detail: string;
      /** The parser found no record, so there were no keys or types to compare. */
      readonly byParser: boolean;
      /** The text of a candidate that is one of several in its payload record. */
      readonly source?: string;
    };

/** How one schema fared with one payload record. It matches when at least one trial is ok. */
export interface Attempt {
  readonly matches: boolean;
  /** The fewest keys that had to be let pass in a record that was taken. */
  readonly additional: number;
  /** The payload record is only a header: it matches, and holds no record. */
  readonly isHeader?: boolean;
  /** Empty when the envelope did not fit. */
  readonly trials: readonly Trial[];
}

/** Options of {@link attempt}. */
export interface AttemptOptions {
  /** The data was taken out of its payload record before: paths and envelope do not apply to it. */
  readonly isItem?: boolean;
}

const noMatch: Attempt = { matches: false, additional: 0, trials: [] };
const header: Attempt = { matches: true, isHeader: true, additional: 0, trials: [] };

/** Tries one schema on a payload record. The input is not changed. */
export function attempt(schema: CompiledSchema, input: ParserInput, options: AttemptOptions = {}): Attempt {
  const envelope = extractEnvelope(schema, input);
  if (envelope === 'none fits') return noMatch;
  const candidates = options.isItem === true ? schema.parser.candidatesOfItem(input) : schema.parser.candidates(input);
  if (candidates.length === 0 && schema.parser.isHeader?.(input) === true) return header;
  const trials = candidates.map((candidate) => tryCandidate(schema, candidate, envelope));
  const taken = trials.filter((trial) => trial.ok);
  const additional = taken.reduce((fewest, trial) => Math.min(fewest, trial.additional.length), Number.MAX_VALUE);
  return taken.length === 0 ? { ...noMatch, trials } : { matches: true, additional, trials };
}

/** What is copied to every record from around it. */
interface Envelope {
  readonly value: JsonObject;
  readonly additional: readonly string[];
}

function extractEnvelope(schema: CompiledSchema, { value, floats }: ParserInput): Envelope | undefined | 'none fits' {
  const fields = schema.schema.configuration.envelopeKeys;
  const letsPass = schema.additionalKeys !== 'reject';
  if (fields.length === 0) return undefined;
  if (!isJsonObject(value) || !hasEnvelopeKeys(fields, schema.optionalEnvelope, value, letsPass)) return 'none fits';
  const found: Record<string, Json> = {};
  for (const [key] of fields) if (Object.hasOwn(value, key)) setOwn(found, key, value[key] as Json);
  floats.inherit(found, value);
  const additional = letsPass ? additionalKeysOf(fields, schema.optionalEnvelope, found) : none;
  const declared = schema.additionalKeys === 'drop' ? withDeclaredKeys(fields, found, floats) : found;
  const converted = convertFields(fields, declared, floats);
  if (!converted.ok) return 'none fits';
  const complete = schema.hasNestedDefaults ? withNestedDefaults(fields, converted.value, floats) : converted.value;
  return {
    value: withDefaults(complete, schema.envelopeDefaults, floats),
    additional: additional.map((key) => `${envelopeKey}.${key}`),
  };
}

function tryCandidate(schema: CompiledSchema, candidate: Candidate, envelope: Envelope | undefined): Trial {
  if (!candidate.ok) {
    const { value, reason, detail = reason } = candidate;
    return { ok: false, candidate: value, reason, detail: `${detail} for ${schema.name}`, byParser: true };
  }
  const trial = matchRecord(schema, candidate.value, candidate.floats, envelope);
  return trial.ok || candidate.source === undefined ? trial : { ...trial, source: candidate.source };
}

/** Tries one schema on one candidate: keys, then types, then patterns. */
export function matchRecord(
  schema: CompiledSchema,
  candidate: Json,
  floats: FloatMarks,
  envelope: Envelope | undefined,
): Trial {
  const fail = (reason: string, detail: string): Trial => ({ ok: false, candidate, reason, detail, byParser: false });
  if (!isJsonObject(candidate)) return fail('not an object', `${schema.name} takes objects`);
  const { fields } = schema.schema;
  const letsPass = schema.additionalKeys !== 'reject';
  // A schema without fields takes any object.
  if (fields.length > 0 && !hasKeys(fields, schema.optional, candidate, letsPass)) {
    return fail('unknown keys', `${schema.name} has other keys`);
  }
  const additional = letsPass ? additionalKeysOf(fields, schema.optional, candidate) : none;
  const own = additional.length > 0 ? withoutAdditional(schema, candidate, floats) : candidate;
  const converted = convertFields(fields, own, floats);
  if (!converted.ok) return fail('wrong type', `${schema.name} cannot convert "${converted.key}"`);
  if (schema.patterns !== undefined && !schema.patterns(converted.value, envelope?.value)) {
    return fail('log patterns differ', `log_patterns of ${schema.name} do not match`);
  }
  const complete = schema.hasNestedDefaults ? withNestedDefaults(fields, converted.value, floats) : converted.value;
  const record = withDefaults(withEnvelope(complete, envelope?.value, floats), schema.defaults, floats);
  return {
    ok: true,
    record,
    floats,
    converted: complete !== candidate,
    additional: envelope === undefined ? additional : [...envelope.additional, ...additional],
  };
}

const none: readonly string[] = [];

function withoutAdditional(schema: CompiledSchema, candidate: JsonObject, floats: FloatMarks): JsonObject {
  const { fields } = schema.schema;
  return schema.additionalKeys === 'drop'
    ? withDeclaredKeys(fields, candidate, floats)
    : withoutOwnKeys(fields, candidate, floats);
}

function withEnvelope(record: JsonObject, envelope: JsonObject | undefined, floats: FloatMarks): JsonObject {
  if (envelope === undefined) return record;
  const copy = { ...record, [envelopeKey]: envelope };
  floats.inherit(copy, record);
  return copy;
}

function withDefaults(
  record: JsonObject,
  defaults: readonly (readonly [string, Json])[],
  floats: FloatMarks,
): JsonObject {
  const absent = defaults.filter(([key]) => !Object.hasOwn(record, key));
  if (absent.length === 0) return record;
  const copy: Record<string, Json> = { ...record };
  for (const [key, value] of absent) setOwn(copy, key, value);
  floats.inherit(copy, record);
  return copy;
}
