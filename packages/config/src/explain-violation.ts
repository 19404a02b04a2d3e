import { type Issue, jsonPointer } from '@streamalert/core';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { didYouMean, nearest } from './suggest.ts';

/** The parts of a JSON Schema that messages are made of. */
interface SubSchema {
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SubSchema>>;
  readonly oneOf?: readonly SubSchema[];
  readonly const?: string;
  readonly 'x-accepts'?: string;
  readonly 'x-legacy'?: Readonly<Record<string, string>>;
  readonly 'x-otherwise'?: string;
  readonly 'x-severity'?: Readonly<Record<string, Issue['severity']>>;
  readonly 'x-unknown-keys'?: { readonly label: string; readonly severity: Issue['severity'] };
}

interface Explanation {
  readonly message: string;
  readonly severity?: Issue['severity'];
  /** Key below the value that ajv points at. */
  readonly key?: string;
}

type Explain = (error: ErrorObject, schema: SubSchema) => Explanation;

/** The issue behind an error of ajv, in words for people; `undefined` where another error says it already. */
export function explainViolation(file: string, error: ErrorObject): Issue | undefined {
  if (isEcho(error)) return undefined;
  const schema = (error.parentSchema ?? {}) as SubSchema;
  const explain = explanations[error.keyword] ?? ((): Explanation => ({ message: error.message ?? error.keyword }));
  const { message, severity, key } = explain(error, schema);
  const name = key ?? error.propertyName;
  return {
    file,
    pointer: error.instancePath + (name === undefined ? '' : jsonPointer([name])),
    message,
    severity: schema['x-severity']?.[error.keyword] ?? severity ?? 'error',
  };
}

/** Errors that only say that another error, which is there too, exists. */
function isEcho({ keyword, params }: ErrorObject): boolean {
  if (keyword === 'discriminator') return params['error'] === 'tag';
  return keyword === 'if' || keyword === 'propertyNames';
}

const explanations: Readonly<Record<string, Explain>> = {
  type: (error, schema) => ({
    message: `must be ${schema['x-accepts'] ?? typeNames(error)}, is ${kindOf(error.data)}`,
  }),
  required: (error, schema) => {
    const key = error.params['missingProperty'] as string;
    const description = schema.properties?.[key]?.description;
    return { message: `needs ${quote(key)}${description === undefined ? '' : `, ${description}`}` };
  },
  additionalProperties: (error, schema) => unknownKey(error.params['additionalProperty'] as string, schema),
  enum: (error, schema) => unknownName(error.data, schema),
  discriminator: (error, schema) => unknownDriver(error, schema),
  pattern: (error, schema) => ({ message: `must be ${accepts(schema)}, is ${quote(error.data)}` }),
  minLength: (_error, schema) => ({ message: `must not be empty; must be ${accepts(schema)}` }),
  maxLength: (error, schema) => ({ message: `must be ${accepts(schema)}, is ${quote(error.data)}` }),
  minItems: (_error, schema) => ({ message: `must not be empty; must be ${accepts(schema)}` }),
  uniqueItems: (error) => ({
    message: `is in the array twice, also at ${String(error.params['j'])}`,
    severity: 'warning',
    key: String(error.params['i']),
  }),
  minimum: (error) => ({ message: `must be at least ${String(error.params['limit'])}, is ${String(error.data)}` }),
  maximum: (error) => ({ message: `must be at most ${String(error.params['limit'])}, is ${String(error.data)}` }),
  multipleOf: (error, schema) => ({ message: `must be ${accepts(schema)}, is ${String(error.data)}` }),
  deprecated: (_error, { description = 'deprecated' }) => ({
    message: `is ${description.charAt(0).toLowerCase()}${description.slice(1).replace(/\.$/, '')}`,
    severity: 'note',
  }),
  'x-unchecked': () => ({ message: 'not checked yet', severity: 'note' }),
};

function unknownKey(key: string, schema: SubSchema): Explanation {
  const known = Object.keys(schema.properties ?? {}).filter((name) => name !== '$schema');
  const { label, severity } = schema['x-unknown-keys'] ?? { label: 'key', severity: 'warning' };
  const legacy = schema['x-legacy'] ?? {};
  if (Object.hasOwn(legacy, key)) {
    return { message: `${label} ${quote(key)} is not read any more: ${legacy[key]}`, severity, key };
  }
  return {
    message: `${label} ${quote(key)} is not one of ${known.join(', ')}${didYouMean(key, known)}`,
    severity,
    key,
  };
}

function unknownName(name: unknown, schema: SubSchema): Explanation {
  const known = (schema.enum ?? []).map(String);
  const what = `${schema.title ?? 'value'} ${quote(name)} is not one of ${schema['x-accepts'] ?? known.join(', ')}`;
  const otherwise = schema['x-otherwise'];
  if (otherwise !== undefined && nearest(String(name), known) === undefined) {
    return { message: `${what}; ${otherwise}`, severity: 'warning' };
  }
  return { message: typeof name === 'string' ? what + didYouMean(name, known) : what };
}

function unknownDriver(error: ErrorObject, schema: SubSchema): Explanation {
  const key = error.params['tag'] as string;
  const value = error.params['tagValue'] as unknown;
  const known = (schema.oneOf ?? []).flatMap((member) => member.properties?.[key]?.const ?? []);
  const list = known.join(', ');
  const meant = didYouMean(String(value), known);
  return { message: `${schema.title ?? key} ${quote(value)} is not one of ${list}${meant}`, key };
}

const accepts = (schema: SubSchema): string => schema['x-accepts'] ?? 'something else';

const quote = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

const articles: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};

function typeNames(error: ErrorObject): string {
  const types = [error.params['type'] as string | readonly string[]].flat();
  return types.map((type) => articles[type] ?? type).join(' or ');
}

/** Tells the kind and not the value: an output's file may hold what nobody should print. */
function kindOf(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  return articles[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}
