import type { Json, JsonObject } from '@streamalert/core';
import type { Candidate, FloatMarks, ParserInput } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields } from './convert.ts';
import { hasEnvelopeKeys, hasExactKeys } from './keys.ts';
import { envelopeKey } from './log-patterns.ts';
import { setOwn } from './own-property.ts';

/** A candidate after its trial against one schema. */
export type Trial =
  | {
      readonly ok: true;
      /** Converted, with its envelope and the defaults of absent fields. */
      readonly record: JsonObject;
      readonly floats: FloatMarks;
      /** Whether conversion changed a value of the candidate. */
      readonly converted: boolean;
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

const noMatch: Attempt = { matches: false, trials: [] };
const header: Attempt = { matches: true, isHeader: true, trials: [] };

/** Tries one schema on a payload record. The input is not changed. */
export function attempt(schema: CompiledSchema, input: ParserInput, options: AttemptOptions = {}): Attempt {
  const envelope = extractEnvelope(schema, input);
  if (envelope === 'none fits') return noMatch;
  const candidates = options.isItem === true ? schema.parser.candidatesOfItem(input) : schema.parser.candidates(input);
  if (candidates.length === 0 && schema.parser.isHeader?.(input) === true) return header;
  const trials = candidates.map((candidate) => tryCandidate(schema, candidate, envelope));
  return { matches: trials.some((trial) => trial.ok), trials };
}

function extractEnvelope(schema: CompiledSchema, { value, floats }: ParserInput): JsonObject | undefined | 'none fits' {
  const fields = schema.schema.configuration.envelopeKeys;
  if (fields.length === 0) return undefined;
  if (!isJsonObject(value) || !hasEnvelopeKeys(fields, schema.optionalEnvelope, value)) return 'none fits';
  const envelope: Record<string, Json> = {};
  for (const [key] of fields) if (Object.hasOwn(value, key)) setOwn(envelope, key, value[key] as Json);
  floats.inherit(envelope, value);
  const converted = convertFields(fields, envelope, floats);
  if (!converted.ok) return 'none fits';
  return withDefaults(converted.value, schema.envelopeDefaults, floats);
}

function tryCandidate(schema: CompiledSchema, candidate: Candidate, envelope: JsonObject | undefined): Trial {
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
  envelope: JsonObject | undefined,
): Trial {
  const fail = (reason: string, detail: string): Trial => ({ ok: false, candidate, reason, detail, byParser: false });
  if (!isJsonObject(candidate)) return fail('not an object', `${schema.name} takes objects`);
  const { fields } = schema.schema;
  // A schema without fields takes any object.
  if (fields.length > 0 && !hasExactKeys(fields, schema.optional, candidate)) {
    return fail('unknown keys', `${schema.name} has other keys`);
  }
  const converted = convertFields(fields, candidate, floats);
  if (!converted.ok) return fail('wrong type', `${schema.name} cannot convert "${converted.key}"`);
  if (schema.patterns !== undefined && !schema.patterns(converted.value, envelope)) {
    return fail('log patterns differ', `log_patterns of ${schema.name} do not match`);
  }
  const record = withDefaults(withEnvelope(converted.value, envelope, floats), schema.defaults, floats);
  return { ok: true, record, floats, converted: converted.value !== candidate };
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
