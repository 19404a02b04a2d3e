import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

const folder = new URL('../schemas/', import.meta.url);
const files = readdirSync(folder);
type Schema = Readonly<Record<string, unknown>>;
const read = (file: string): Schema => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Schema;

/** A property with what it refers to, in this file or the shared one. */
function resolved(property: Schema, document: Schema): Schema {
  const reference = property['$ref'] as string | undefined;
  if (reference === undefined) return property;
  const [file, pointer = ''] = reference.split('#');
  const target = file === '' ? document : read(file as string);
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Schema)[key], target);
  return { ...resolved(found as Schema, target), ...property };
}

/** Every property that a schema declares, by JSON pointer. */
function* properties(schema: unknown, at = ''): Generator<[string, Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, inner] of Object.entries(schema)) {
    if (key === 'properties' && !at.endsWith('/then') && !at.endsWith('/if') && !at.includes('/then/')) {
      for (const [name, property] of Object.entries(inner as Schema)) yield [`${at}/${name}`, property as Schema];
    }
    if (!key.startsWith('x-')) yield* properties(inner, `${at}/${key}`);
  }
}

describe.each(files)('%s', (file) => {
  const schema = read(file);

  it('is a JSON Schema of draft 2020-12 to other validators', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
  });

  it('describes every property, with the unit in which it counts', () => {
    const all = [...properties(schema)].map(([at, property]) => [at, resolved(property, schema)] as const);
    const undescribed = all.filter(([, property]) => typeof property['description'] !== 'string').map(([at]) => at);
    const unitless = all
      .filter(([, { type, deprecated }]) => (type === 'integer' || type === 'number') && deprecated !== true)
      .filter(
        ([, { description }]) =>
          !/\b(MB|ms|seconds|minutes|hours|days|invocations|many|records|messages|periods|shard|often|number|errors|throttles|refused writes)\b/i.test(
            String(description),
          ),
      )
      .map(([at]) => at);

    expect({ undescribed, unitless }).toStrictEqual({ undescribed: [], unitless: [] });
  });

  it('is exported by the package for editors', () => {
    expect(import.meta.resolve(`@streamalert/config/schemas/${file}`)).toBe(new URL(file, folder).href);
  });
});
