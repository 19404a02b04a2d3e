import type { Fields, FieldType, LogPatterns } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import { FloatMarks, isTruthy, type ParserInput } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields } from './convert.ts';
import type { MatchObstacle, PatternMiss, UnexpectedKey, WrongType } from './explanation.ts';
import { typeName } from './field-types.ts';
import { differentKeys } from './keys.ts';
import { compileLogPatterns, envelopeKey } from './log-patterns.ts';
import type { Attempt, Trial } from './match.ts';
import { ownValue } from './own-property.ts';

/** Why an attempt did not take the data, or its first item that was not taken; `undefined` where it took everything. */
export function explainAttempt(
  schema: CompiledSchema,
  { trials, isHeader }: Attempt,
  input: ParserInput,
): MatchObstacle | undefined {
  if (trials.length === 0 && isHeader !== true) return explainNothing(schema, input.value);
  const failed = trials.find((trial) => !trial.ok);
  return failed === undefined ? undefined : explainTrial(schema, failed, input.value);
}

/** Either the envelope did not fit, or there was no data. */
function explainNothing(schema: CompiledSchema, root: Json): MatchObstacle {
  const fields = schema.schema.configuration.envelopeKeys;
  if (fields.length === 0) return { kind: 'parser', reason: 'empty', detail: 'the data is empty' };
  if (!isJsonObject(root)) return { kind: 'envelope', missing: fields.map(([key]) => key), wrongTypes: [] };
  const { missing } = differentKeys(fields, schema.optionalEnvelope, root);
  return { kind: 'envelope', missing, wrongTypes: wrongTypes(fields, root) };
}

function explainTrial(schema: CompiledSchema, trial: Trial & { ok: false }, root: Json): MatchObstacle {
  if (trial.byParser) {
    const detail = trial.detail.slice(0, -` for ${schema.name}`.length);
    return { kind: 'parser', reason: trial.reason, detail };
  }
  const { candidate } = trial;
  if (!isJsonObject(candidate)) return { kind: 'not an object' };
  switch (trial.reason) {
    case 'wrong type':
      return { kind: 'types', fields: wrongTypes(schema.schema.fields, candidate) };
    case 'log patterns differ':
      return { kind: 'patterns', fields: missedPatterns(schema, candidate, root) };
    default:
      return explainKeys(schema, candidate);
  }
}

function explainKeys({ schema, optional, additionalKeys }: CompiledSchema, candidate: JsonObject): MatchObstacle {
  const { missing, unexpected: others } = differentKeys(schema.fields, optional, candidate);
  const letsPass = additionalKeys !== 'reject' && schema.fields.some(([key]) => Object.hasOwn(candidate, key));
  const unexpected = letsPass ? [] : others;
  const counted = schema.fields.filter(([key]) => !optional.has(key) || Object.hasOwn(candidate, key));
  return {
    kind: 'keys',
    missing,
    unexpected: resemblances(missing, unexpected),
    declared: counted.length,
    present: counted.filter(([key]) => Object.hasOwn(candidate, key)).length,
  };
}

function resemblances(missing: readonly string[], unexpected: readonly string[]): UnexpectedKey[] {
  const byFold = new Map(missing.map((key) => [fold(key), key]));
  return unexpected.map((key) => {
    const resembles = byFold.get(fold(key));
    return resembles === undefined ? { key } : { key, resembles };
  });
}

const fold = (key: string): string => key.toLowerCase().replaceAll('_', '');

/** The innermost values that do not convert. */
function wrongTypes(fields: Fields, record: JsonObject, prefix = ''): WrongType[] {
  return fields.flatMap(([key, type]) => {
    const found = ownValue(record, key);
    if (found === undefined || !isTruthy(found) || converts(key, type, record)) return [];
    return type.kind === 'struct' && isJsonObject(found)
      ? wrongTypes(type.fields, found, `${prefix}${key}.`)
      : [{ key: prefix + key, wants: typeName(type), found }];
  });
}

const converts = (key: string, type: FieldType, record: JsonObject): boolean =>
  convertFields([[key, type]], record, new FloatMarks()).ok;

/** Patterns see converted values, and the envelope, whose defaults are empty texts that only `*` matches. */
function missedPatterns({ schema }: CompiledSchema, candidate: JsonObject, root: Json): PatternMiss[] {
  const { logPatterns, envelopeKeys } = schema.configuration;
  const convert = (fields: Fields, object: JsonObject): JsonObject => {
    const converted = convertFields(fields, object, new FloatMarks());
    return converted.ok ? converted.value : object;
  };
  const record = convert(schema.fields, candidate);
  const envelope = isJsonObject(root) ? convert(envelopeKeys, root) : {};
  return missesOf(logPatterns, { ...record, [envelopeKey]: envelope }, '');
}

function missesOf(patterns: LogPatterns, holder: Json | undefined, prefix: string): PatternMiss[] {
  return patterns.flatMap(([field, test]) => {
    const found = isJsonObject(holder) ? ownValue(holder, field) : undefined;
    if (!isGlobs(test)) return missesOf(test, found, `${prefix}${field}.`);
    const matches = found !== undefined && compileLogPatterns([['it', test]])({ it: found }, undefined);
    return matches ? [] : [{ field: prefix + field, globs: test, ...(found !== undefined && { found }) }];
  });
}

function isGlobs(test: readonly string[] | LogPatterns): test is readonly string[] {
  return test.every((entry) => typeof entry === 'string');
}
