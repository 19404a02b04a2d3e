import type { Json, JsonObject, NearestSchema } from '@streamalert/core';
import type { FloatMarks } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields } from './convert.ts';
import { differentKeys } from './keys.ts';
import { matchRecord } from './match.ts';

/** Why no schema took a record. */
export interface Diagnosis {
  readonly reason: string;
  readonly detail: string;
  readonly nearest?: NearestSchema;
}

/** Names that are listed of each kind; a hostile record could have millions. */
const maxNames = 50;

/**
 * The schema with the fewest differing keys, the first of equals, and what is wrong with it. Looked for only once a
 * record has been rejected.
 */
export function diagnose(schemas: readonly CompiledSchema[], candidate: Json, floats: FloatMarks): Diagnosis {
  if (!isJsonObject(candidate)) {
    return { reason: 'not an object', detail: `records are objects, this is ${describeValue(candidate)}` };
  }
  const schema = nearestByKeys(schemas, candidate);
  if (schema === undefined) return { reason: 'no schema for source', detail: 'no log type is tried on this source' };
  const { missing, unexpected } = differentKeys(schema.schema.fields, schema.optional, candidate);
  const wrong_type = missing.length + unexpected.length === 0 ? wrongTypes(schema, candidate, floats) : [];
  const nearest = {
    log_schema_type: schema.name,
    missing: missing.slice(0, maxNames),
    unexpected: unexpected.slice(0, maxNames),
    wrong_type: wrong_type.slice(0, maxNames),
  };
  return { ...explain(schema, candidate, floats, nearest), nearest };
}

/** Counts differing keys at the top level, where they are many; only the winner is looked at more closely. */
function nearestByKeys(schemas: readonly CompiledSchema[], candidate: JsonObject): CompiledSchema | undefined {
  const keys = Object.keys(candidate).length;
  let nearest: CompiledSchema | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const schema of schemas) {
    let missing = 0;
    let present = 0;
    for (const [key] of schema.schema.fields) {
      if (Object.hasOwn(candidate, key)) present++;
      else if (!schema.optional.has(key)) missing++;
    }
    const differences = missing + keys - present;
    if (differences < fewest) {
      fewest = differences;
      nearest = schema;
    }
  }
  return nearest;
}

function wrongTypes(schema: CompiledSchema, candidate: JsonObject, floats: FloatMarks): string[] {
  return schema.schema.fields.filter((field) => !convertFields([field], candidate, floats).ok).map(([key]) => key);
}

function explain(schema: CompiledSchema, candidate: JsonObject, floats: FloatMarks, nearest: NearestSchema): Diagnosis {
  const { missing, unexpected, wrong_type } = nearest;
  if (unexpected.length > 0) {
    const lacks = missing.length > 0 ? `, and it lacks ${quoted(missing)}` : '';
    return { reason: 'unknown keys', detail: `${schema.name} does not know ${quoted(unexpected)}${lacks}` };
  }
  if (missing.length > 0) return { reason: 'missing keys', detail: `${schema.name} needs ${quoted(missing)}` };
  if (wrong_type.length > 0) {
    return { reason: 'wrong type', detail: `${schema.name} has another type for ${quoted(wrong_type)}` };
  }
  const trial = matchRecord(schema, candidate, floats, undefined);
  return trial.ok
    ? { reason: 'not extracted', detail: `${schema.name} has these keys, but takes them from another place` }
    : { reason: trial.reason, detail: trial.detail };
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name.slice(0, 80)}"`);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return shown.join(', ');
}

function describeValue(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'string' ? 'text' : `a ${typeof value === 'bigint' ? 'number' : typeof value}`;
}
