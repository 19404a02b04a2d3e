import { describe, expect, it } from 'vitest';
import { tableDefinitions } from '../src/index.ts';
import { configOf, logType } from './helpers/config.ts';

const around = [
  { name: 'streamalert_id', type: 'string', path: ['id'] },
  { name: 'streamalert_cluster', type: 'string', path: ['cluster'] },
  { name: 'streamalert_service', type: 'string', path: ['service'] },
  { name: 'streamalert_resource', type: 'string', path: ['resource'] },
];

const tableOf = (...parameters: Parameters<typeof logType>) => tableDefinitions(configOf(logType(...parameters)))[0];

describe('tableDefinitions', () => {
  it.each([
    ['string', 'string'],
    ['integer', 'bigint'],
    ['boolean', 'boolean'],
    ['float', 'decimal(10,3)'],
    ['map', 'map<string,string>'],
    ['list', 'array<string>'],
  ] as const)('types a field of kind %s as %s', (kind, type) => {
    const table = tableOf('vpn:login', [['user', { kind }]]);

    expect(table?.columns[0]).toStrictEqual({ name: 'user', type, path: ['record', 'user'] });
  });

  it('types an unknown type name as string, since only empty values pass', () => {
    const table = tableOf('vpn:login', [['address', { kind: 'unknown', name: 'ipaddress' }]]);

    expect(table?.columns[0]?.type).toBe('string');
  });

  it('sorts, sanitizes and lower-cases names, and appends the columns of the message', () => {
    const table = tableOf('cloudwatch:events', [
      ['source', { kind: 'string' }],
      ['detail-type', { kind: 'string' }],
      ['Region', { kind: 'string' }],
    ]);

    expect(table).toStrictEqual({
      name: 'cloudwatch_events',
      columns: [
        { name: 'detail_type', type: 'string', path: ['record', 'detail-type'] },
        { name: 'region', type: 'string', path: ['record', 'Region'] },
        { name: 'source', type: 'string', path: ['record', 'source'] },
        ...around,
      ],
    });
  });

  it('nests structs to any depth [B16]', () => {
    const table = tableOf('vpn:login', [
      [
        'client',
        {
          kind: 'struct',
          fields: [
            ['Geo', { kind: 'struct', fields: [['lat', { kind: 'float' }]] }],
            ['asn', { kind: 'integer' }],
          ],
        },
      ],
    ]);

    expect(table?.columns[0]).toStrictEqual({
      name: 'client',
      type: 'struct<asn:bigint,geo:struct<lat:decimal(10,3)>>',
      path: ['record', 'client'],
      fields: [
        { name: 'asn', type: 'bigint', path: ['asn'] },
        {
          name: 'geo',
          type: 'struct<lat:decimal(10,3)>',
          path: ['Geo'],
          fields: [{ name: 'lat', type: 'decimal(10,3)', path: ['lat'] }],
        },
      ],
    });
  });

  it('reads the envelope column from the key that records have [B17]', () => {
    const table = tableOf('vpn:login', [], { envelopeKeys: [['logGroup', { kind: 'string' }]] });

    expect(table?.columns[0]).toStrictEqual({
      name: 'streamalert_envelope_keys',
      type: 'struct<loggroup:string>',
      path: ['record', 'streamalert:envelope_keys'],
      fields: [{ name: 'loggroup', type: 'string', path: ['logGroup'] }],
    });
  });

  it('makes normalized values queryable, declared in the schema or not', () => {
    const normalization = [['ipAddress', []]] as const;
    const column = {
      name: 'streamalert_normalization',
      type: 'map<string,string>',
      path: ['record', 'streamalert_normalization'],
    };

    const undeclared = tableOf('vpn:login', [], { normalization });
    const declared = tableOf('vpn:login', [['streamalert_normalization', { kind: 'map' }]], { normalization });

    expect(undeclared?.columns).toStrictEqual([column, ...around]);
    expect(declared).toStrictEqual(undeclared);
  });

  it('numbers names that collide, whatever the order of the schema', () => {
    const fields = (['user_id_2', 'user.id', 'user_id', 'User-Id', 'dt'] as const).map(
      (name) => [name, { kind: 'string' }] as const,
    );

    const forwards = tableOf('vpn:login', fields);
    const backwards = tableOf('vpn:login', fields.toReversed());

    expect(forwards?.columns.map(({ name, path }) => [name, path.at(-1)]).slice(0, 5)).toStrictEqual([
      ['dt_2', 'dt'],
      ['user_id', 'user_id'],
      ['user_id_2', 'user_id_2'],
      ['user_id_3', 'User-Id'],
      ['user_id_4', 'user.id'],
    ]);
    expect(backwards).toStrictEqual(forwards);
  });

  it('ends with the table of alerts', () => {
    const tables = tableDefinitions(configOf(logType('vpn:login', [])));

    expect(tables.map(({ name }) => name)).toStrictEqual(['vpn_login', 'alerts']);
    expect(tables[1]?.columns.map(({ name, type }) => `${name} ${type}`)).toStrictEqual([
      'cluster string',
      'context map<string,string>',
      'created string',
      'id string',
      'log_source string',
      'log_type string',
      'outputs array<string>',
      'publishers map<string,string>',
      'record map<string,string>',
      'rule_description string',
      'rule_name string',
      'source_entity string',
      'source_service string',
      'staged boolean',
      'severity string',
      'tags array<string>',
      'title string',
      'attack array<string>',
      'references array<string>',
      'runbook string',
      'owner string',
      'suppressed map<string,string>',
    ]);
  });

  it('keeps the first of two log types with one table name', () => {
    const tables = tableDefinitions(
      configOf(logType('vpn:log:in', [['first', { kind: 'string' }]]), logType('vpn:log_in', [])),
    );

    expect(tables.map(({ name, columns }) => [name, columns[0]?.name])).toStrictEqual([
      ['vpn_log_in', 'first'],
      ['alerts', 'cluster'],
    ]);
  });
});
