import type { Json, JsonObject, NearestSchema } from '@streamalert/core';
import { type FloatMarks, maxIntegerDigits } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields } from './convert.ts';
import { differentKeys, type KeyDifference } from './keys.ts';
import { matchRecord } from './match.ts';

/** Why no schema took a record. */
export interface Diagnosis {
  readonly reason: string;
  readonly detail: string;
  readonly nearest?: NearestSchema;
}

/** A record that is not even looked at. */
export const endlessInteger: Diagnosis = {
  reason: 'number too long',
  detail: `an integer has more than ${maxIntegerDigits} digits`,
};

/** Names that are listed of each kind, and characters of each; a hostile record could have millions. */
const maxNames = 50;
const maxNameLength = 200;

/**
 * The schema with the fewest differing keys, the first of equals, and what is wrong with it. Looked for only once a
 * record has been rejected.
 */
export function diagnose(schemas: readonly CompiledSchema[], candidate: Json, floats: FloatMarks): Diagnosis {
  if (!isJsonObject(candidate)) {
    return { reason: 'not an object', detail: `records are objects, this is ${describeValue(candidate)}` };
  }
  const names = new Set(Object.keys(candidate));
  const schema = nearestByKeys(schemas, names);
  if (schema === undefined) return noSchema;
  const top = differentNames(schema, names);
  if (isDifferent(top)) return explainKeys(schema, top);
  const inner = differentKeys(schema.schema.fields, schema.optional, candidate);
  const objections = withoutLetPass(schema, inner, names);
  if (isDifferent(objections)) return explainKeys(schema, objections);
  return explainValues(schema, candidate, floats);
}

/** The same for a record of which only the keys are known, and the schema that is nearest to them. */
export function diagnoseNames(nearest: CompiledSchema | undefined, names: ReadonlySet<string>): Diagnosis {
  return nearest === undefined ? noSchema : explainKeys(nearest, differentNames(nearest, names));
}

const noSchema: Diagnosis = { reason: 'no schema for source', detail: 'no log type of this source looks here' };

/**
 * Keys of nested objects are many, and matter only where those at the top are right. A schema that lets the additional ones
 * pass is nearer than any other whose keys are not there.
 */
function nearestByKeys(schemas: readonly CompiledSchema[], names: ReadonlySet<string>): CompiledSchema | undefined {
  let nearest: CompiledSchema | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  let nearestFits = false;
  for (const schema of schemas) {
    let present = 0;
    let missing = 0;
    for (const [key] of schema.schema.fields) {
      if (names.has(key)) present++;
      else if (!schema.optional.has(key)) missing++;
    }
    const differences = names.size - present + missing;
    const fits = missing === 0 && (differences === 0 || (schema.additionalKeys !== 'reject' && present > 0));
    if (fits === nearestFits ? differences < fewest : fits) {
      fewest = differences;
      nearest = schema;
      nearestFits = fits;
    }
  }
  return nearest;
}

function differentNames(schema: CompiledSchema, names: ReadonlySet<string>): KeyDifference {
  const missing: string[] = [];
  const unexpected: string[] = [];
  for (const key of schema.names) if (!names.has(key) && !schema.optional.has(key)) missing.push(key);
  for (const name of names) if (!schema.names.has(name)) unexpected.push(name);
  return withoutLetPass(schema, { missing, unexpected }, names);
}

/** Additional keys that a schema lets pass are no difference, if the record has any of its own keys. */
function withoutLetPass(schema: CompiledSchema, found: KeyDifference, names: ReadonlySet<string>): KeyDifference {
  const letsPass = schema.additionalKeys !== 'reject' && schema.schema.fields.some(([key]) => names.has(key));
  return letsPass ? { missing: found.missing, unexpected: [] } : found;
}

function isDifferent({ missing, unexpected }: KeyDifference): boolean {
  return missing.length + unexpected.length > 0;
}

function wrongTypes(schema: CompiledSchema, candidate: JsonObject, floats: FloatMarks): string[] {
  return schema.schema.fields.filter((field) => !convertFields([field], candidate, floats).ok).map(([key]) => key);
}

function explainKeys(schema: CompiledSchema, { missing, unexpected }: KeyDifference): Diagnosis {
  const lacks = missing.length > 0 ? `needs ${quoted(missing)}` : '';
  const knows = unexpected.length > 0 ? `does not know ${quoted(unexpected)}` : '';
  return {
    reason: unexpected.length > 0 ? 'unknown keys' : 'missing keys',
    detail: `${schema.name} ${[knows, lacks].filter(Boolean).join(', and ')}`,
    nearest: nearestTo(schema, { missing, unexpected }, []),
  };
}

function explainValues(schema: CompiledSchema, candidate: JsonObject, floats: FloatMarks): Diagnosis {
  const wrong = wrongTypes(schema, candidate, floats);
  const nearest = nearestTo(schema, { missing: [], unexpected: [] }, wrong);
  if (wrong.length > 0) {
    return { reason: 'wrong type', detail: `${schema.name} has another type for ${quoted(wrong)}`, nearest };
  }
  const trial = matchRecord(schema, candidate, floats, undefined);
  return trial.ok
    ? { reason: 'not extracted', detail: `${schema.name} has these keys, but takes them from another place`, nearest }
    : { reason: trial.reason, detail: trial.detail, nearest };
}

function nearestTo(
  schema: CompiledSchema,
  { missing, unexpected }: KeyDifference,
  wrong: readonly string[],
): NearestSchema {
  return {
    log_schema_type: schema.name,
    missing: listed(missing),
    unexpected: listed(unexpected),
    wrong_type: listed(wrong),
  };
}

function listed(names: readonly string[]): string[] {
  return names
    .slice(0, maxNames)
    .map((name) => (name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name));
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
