import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../workspace.ts';

/** The part of JSON Schema that says where options are, and what they accept. */
interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly maximum?: number;
  readonly multipleOf?: number;
  readonly else?: Schema;
}

/** An option: a key of a file that has no keys of its own. */
export interface SchemaOption {
  /** `*` stands for a name that users give, `0` for an item of an array of objects. */
  readonly pointer: string;
  readonly schema: Schema;
}

/**
 * The options that the JSON Schema of a file has.
 *
 * @param kind Name of the schema, e.g. `cluster`.
 */
export const schemaOptions = (kind: string): readonly SchemaOption[] => optionsBelow(readSchema(kind), '', kind);

function optionsBelow(schema: Schema, pointer: string, document: string): SchemaOption[] {
  if (schema.$ref !== undefined) {
    const { $ref, ...beside } = schema;
    const [file = '', path = ''] = $ref.split('#');
    const inside = file === '' ? document : file.replace('.schema.json', '');
    return optionsBelow({ ...definition(readSchema(inside), path), ...beside }, pointer, inside);
  }
  const { properties = {}, additionalProperties: named, items } = schema;
  const children = [
    ...Object.entries(properties).filter(([key]) => key !== '$schema'),
    ...(typeof named === 'object' ? [['*', named] as const] : []),
    ...(items?.properties === undefined ? [] : [['0', items] as const]),
  ];
  if (children.length === 0) return [{ pointer, schema }];
  return children.flatMap(([key, child]) => optionsBelow(child, `${pointer}/${key}`, document));
}

/** Another value than `current` that the option accepts; `undefined` where only a person can say one. */
export function otherValue(schema: Schema, current: unknown): unknown {
  const { type, enum: members, maximum = Number.POSITIVE_INFINITY, multipleOf = schema.else?.multipleOf } = schema;
  const step = multipleOf ?? 1;
  const now = current ?? schema.default;
  if (members !== undefined) return members.find((member) => member !== now);
  if (type === 'boolean') return now !== true;
  if (type !== 'integer' && type !== 'number') return undefined;
  const number = typeof now === 'number' ? now : step;
  return number + step > maximum ? number - step : number + step;
}

const read = new Map<string, Schema>();

function readSchema(kind: string): Schema {
  const known = read.get(kind);
  if (known !== undefined) return known;
  const path = join(root, `packages/config/schemas/${kind}.schema.json`);
  const schema = JSON.parse(readFileSync(path, 'utf8')) as Schema;
  read.set(kind, schema);
  return schema;
}

function definition(document: Schema, pointer: string): Schema {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>>)[step], document) as Schema;
}
