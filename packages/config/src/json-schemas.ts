import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import cluster from '../schemas/cluster.schema.json' with { type: 'json' };
import common from '../schemas/common.schema.json' with { type: 'json' };
import global from '../schemas/global.schema.json' with { type: 'json' };
import lambda from '../schemas/lambda.schema.json' with { type: 'json' };
import logTypes from '../schemas/log-types.schema.json' with { type: 'json' };
import lookupTables from '../schemas/lookup_tables.schema.json' with { type: 'json' };
import normalizedTypes from '../schemas/normalized_types.schema.json' with { type: 'json' };
import outputs from '../schemas/outputs.schema.json' with { type: 'json' };
import scheduledQueries from '../schemas/scheduled_queries.schema.json' with { type: 'json' };
import threatIntel from '../schemas/threat_intel.schema.json' with { type: 'json' };

/** Each kind of file by its JSON Schema. */
export const schemas = {
  global,
  lambda,
  cluster,
  'log-types': logTypes,
  outputs,
  normalized_types: normalizedTypes,
  threat_intel: threatIntel,
  lookup_tables: lookupTables,
  scheduled_queries: scheduledQueries,
} as const;

/** What a file holds; also the name of its JSON Schema. */
export type FileKind = keyof typeof schemas;

/**
 * Keywords of our own in the schemas. Other validators and editors pass over them; only `x-unchecked` validates, and
 * all it says is that there is something that nobody looks at yet. `deprecated` is a standard keyword that others pass over, and
 * that tells here of options that change nothing, or have another name.
 */
const annotations = [
  'x-accepts', // what is accepted, for messages
  'x-legacy', // keys of older versions, and what replaces them
  'x-otherwise', // makes an unknown name a warning unless it resembles a known one; says what follows from it
  'x-severity', // severity by keyword, where it is not the usual one
  'x-unknown-keys', // how keys that are not known are called, and how severe they are
];

const ajv = new Ajv2020({
  strict: true,
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  ownProperties: true,
  discriminator: true,
  // A file is validated once, so that the time it takes to make faster code is lost: a third of what compiling takes.
  code: { optimize: false },
});
ajv.addVocabulary(annotations);
ajv.addKeyword({
  keyword: 'x-unchecked',
  type: 'object',
  validate: (_schema: unknown, data: object) => Object.keys(data).length === 0,
});

ajv.removeKeyword('deprecated');
ajv.addKeyword({
  keyword: 'deprecated',
  validate: (isDeprecated: boolean, data: unknown) => !isDeprecated || isEmpty(data),
});

/** What a file may hold without meaning anything by it. */
const isEmpty = (data: unknown): boolean => typeof data === 'object' && data !== null && Object.keys(data).length === 0;

ajv.addSchema(common, 'common.schema.json');

const compiled = new Map<FileKind, ValidateFunction>();

/** Where `value` differs from the JSON Schema of its kind; each schema is compiled once. */
export function violations(kind: FileKind, value: unknown): readonly ErrorObject[] {
  let validate = compiled.get(kind);
  if (validate === undefined) {
    validate = ajv.compile(schemas[kind]);
    compiled.set(kind, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []);
}

/** What the others refer to. */
export const sharedSchema = common;
