import type { Json, JsonObject } from '@streamalert/core';
import { FloatMarks, type ParserInput } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { type Attempt, type AttemptOptions, attempt, type Trial } from './match.ts';
import { type Diagnosis, diagnose } from './nearest.ts';

/** What became of one item of a payload record. */
export type ItemVerdict =
  | {
      readonly ok: true;
      readonly schema: CompiledSchema;
      readonly record: JsonObject;
      readonly floats: FloatMarks;
      readonly converted: boolean;
      readonly additional: readonly string[];
    }
  | { readonly ok: false; readonly diagnosis: Diagnosis; readonly candidate: Json };

/**
 * Tries the schemas in order on a payload record; the first that takes at least one item of it decides about all of
 * them. One that has to let additional keys pass only does where none takes an item with fewer of them. Where none does, and a path finds a list in the data, its items are rejected one by one, each with its own
 * reason; otherwise the payload record is rejected as one. A header alone gives no verdict.
 */
export function judge(
  schemas: readonly CompiledSchema[],
  input: ParserInput,
  options: AttemptOptions = {},
): readonly ItemVerdict[] {
  const attempts: Attempt[] = [];
  let nearest: { readonly schema: CompiledSchema; readonly attempt: Attempt } | undefined;
  for (const schema of schemas) {
    const tried = attempt(schema, input, options);
    if (tried.matches && (nearest === undefined || tried.additional < nearest.attempt.additional)) {
      nearest = { schema, attempt: tried };
      if (tried.additional === 0) break;
    }
    attempts.push(tried);
  }
  if (nearest !== undefined) {
    const { schema, attempt: tried } = nearest;
    return tried.trials.map((trial) => fromTrial(schema, trial));
  }
  if (typeof input.value === 'string') return [reject(diagnoseText(schemas, attempts, input), input.value)];
  const extracted = attempts.find(({ trials }) => trials.some((trial) => !trial.ok && trial.candidate !== input.value));
  if (extracted === undefined) return [reject(diagnoseWhole(schemas, attempts, input), input.value)];
  const withPath = schemas.filter((_schema, index) => (attempts[index] as Attempt).trials.length > 0);
  return extracted.trials.map((trial) => failed(withPath, trial));
}

function fromTrial(schema: CompiledSchema, trial: Trial): ItemVerdict {
  return trial.ok ? { ...trial, schema } : failed([schema], trial);
}

function failed(schemas: readonly CompiledSchema[], trial: Trial): ItemVerdict {
  if (trial.ok) throw new TypeError('only a failed trial has a diagnosis');
  const diagnosis = trial.byParser ? trial : diagnose(schemas, trial.candidate, new FloatMarks());
  return reject(diagnosis, trial.source ?? trial.candidate);
}

function reject({ reason, detail, nearest }: Diagnosis, candidate: Json): ItemVerdict {
  return { ok: false, diagnosis: { reason, detail, ...(nearest && { nearest }) }, candidate };
}

/** A text is near to the first schema whose parser could read it: what a parser makes of it says nothing to the others. */
function diagnoseText(schemas: readonly CompiledSchema[], attempts: readonly Attempt[], input: ParserInput): Diagnosis {
  if (input.value === '') return { reason: 'empty', detail: 'there is no text' };
  for (const [index, { trials }] of attempts.entries()) {
    const read = trials.find((trial) => !trial.ok && !trial.byParser && trial.candidate !== input.value);
    if (read?.ok === false) return diagnose([schemas[index] as CompiledSchema], read.candidate, new FloatMarks());
  }
  return diagnoseWhole(schemas, attempts, input);
}

/** Only schemas that looked at the data itself can be near to it. */
function diagnoseWhole(
  schemas: readonly CompiledSchema[],
  attempts: readonly Attempt[],
  input: ParserInput,
): Diagnosis {
  const tried = attempts.map(({ trials }) => trials[0]);
  const lookedAt = schemas.filter((_schema, index) => tried[index]?.ok === false && !tried[index].byParser);
  if (lookedAt.length > 0) return diagnose(lookedAt, input.value, input.floats);
  const byParser = tried.find((trial) => trial?.ok === false);
  if (byParser?.ok === false) return byParser;
  return { reason: 'envelope differs', detail: 'no log type of this source has these keys around its records' };
}
