import { type FileKind, schemas, sharedSchema } from './json-schemas.ts';

/** The part of JSON Schema that says where defaults go. */
interface Schema {
  readonly $ref?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

/** A schema, and the document that its references without a file point into. */
interface Place {
  readonly schema: Schema;
  readonly document: object;
}

/**
 * A copy with the defaults of the JSON Schema of its kind where it has no value. Those of ajv do not follow references.
 *
 * @param value Valid for its kind.
 */
export function fillDefaults<T>(kind: FileKind, value: unknown): T {
  return filled(value, { schema: schemas[kind] as Schema, document: schemas[kind] }) as T;
}

function filled(value: unknown, place: Place): unknown {
  const { schema, document } = resolved(place);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => filled(item, { schema: items, document }));
  }
  if (typeof value !== 'object' || value === null) return value;
  const own = value as Readonly<Record<string, unknown>>;
  const { properties = {}, additionalProperties: others } = schema;
  const entries = Object.entries(own).map(([key, inner]) => {
    const inside = Object.hasOwn(properties, key) ? properties[key] : others;
    return [key, typeof inside === 'object' ? filled(inner, { schema: inside, document }) : inner] as const;
  });
  const missing = Object.entries(properties).filter(([key]) => !Object.hasOwn(own, key));
  const defaults = missing.flatMap(([key, inner]) => {
    const inside = resolved({ schema: inner, document });
    const { default: fallback } = inside.schema;
    return fallback === undefined ? [] : [[key, filled(structuredClone(fallback), inside)] as const];
  });
  return Object.fromEntries([...entries, ...defaults]);
}

/** What a reference stands for; what is written beside it counts. */
function resolved({ schema, document }: Place): Place {
  if (schema.$ref === undefined) return { schema, document };
  const [file, pointer = ''] = schema.$ref.split('#');
  const target: object = file === '' ? document : sharedSchema;
  const { $ref: _, ...beside } = schema;
  const found = resolved({ schema: valueAt(target, pointer), document: target });
  return { ...found, schema: { ...found.schema, ...beside } };
}

function valueAt(document: object, pointer: string): Schema {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>>)[step], document) as Schema;
}
