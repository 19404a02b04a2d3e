import { describe, expect, it } from 'vitest';
import globalSchema from '../schemas/global.schema.json' with { type: 'json' };
import logTypesSchema from '../schemas/log-types.schema.json' with { type: 'json' };
import lookupTablesSchema from '../schemas/lookup_tables.schema.json' with { type: 'json' };
import { load } from './helpers/conf-dir.ts';

const camelCase = (key: string): string => key.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** Defaults that a JSON Schema states, by the name that they have in the loaded configuration. */
function defaultsOf(properties: object): Record<string, unknown> {
  const all = Object.entries(properties) as [string, { readonly default?: unknown }][];
  const stated = all.filter(([, property]) => property.default !== undefined);
  return Object.fromEntries(stated.map(([key, property]) => [camelCase(key), property.default]));
}

/** An empty object of the file is an empty list of entries in the configuration. */
const isEmpty = (value: unknown): boolean => typeof value === 'object' && Object.keys(value as object).length === 0;

describe('defaults that the JSON Schemas state', () => {
  it('are those of the log types that are loaded', async () => {
    const bare = (parser: string) => ({ parser, schema: { a: 'string' } });
    const { config } = await load({ 'schemas/vpn.json': { 'vpn:csv': bare('csv'), 'vpn:kv': bare('kv') } });
    const [csv, kv] = config?.logTypes.map((logType) => logType.configuration) ?? [];
    const loaded: Readonly<Record<string, unknown>> = { ...kv, ...csv };

    // Optional keys are read into the types that hold them.
    const { optionalKeys, ...stated } = defaultsOf(logTypesSchema.$defs.configuration.properties);

    expect(optionalKeys).toStrictEqual([]);
    for (const [key, value] of Object.entries(stated)) {
      expect([key, isEmpty(value) ? isEmpty(loaded[key]) : loaded[key]]).toStrictEqual([key, isEmpty(value) || value]);
    }
  });

  it('are those of the lookup tables that are loaded', async () => {
    const required = { bucket: 'b', key: 'k', path: 'f.json', table: 't', partition_key: 'p', value_key: 'v' };
    for (const { properties, required: names } of lookupTablesSchema.$defs.table.oneOf) {
      const driver = properties.driver.const;
      const table = Object.fromEntries(Object.entries({ ...required, driver }).filter(([key]) => names.includes(key)));
      const { config } = await load({ 'lookup_tables.json': { tables: { one: table } } });

      expect(config?.lookupTables?.tables.get('one')).toMatchObject(defaultsOf(properties));
    }
  });

  it('are those of global.json that are loaded', async () => {
    const { config } = await load({});
    const { scheduledQueryLocations, schemaPackages, thirdPartyLibraries, ...read } = defaultsOf(
      globalSchema.properties.general.properties,
    );

    expect(config?.global).toMatchObject(read);
    expect([scheduledQueryLocations, schemaPackages, thirdPartyLibraries]).toStrictEqual([[], [], []]);
  });
});
