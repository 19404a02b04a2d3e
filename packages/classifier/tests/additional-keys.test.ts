import type { LogTypeSchema } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { createClassifier, explainRecord, findOverlaps } from '../src/index.ts';
import { classifierOf, classify, cluster, type Options, schema, source } from './helpers/classify.ts';

const login = (additionalKeys: Options['additionalKeys'], options: Options = {}): LogTypeSchema =>
  schema(
    'log:login',
    { user: 'string', port: 'integer', from: { ip: 'string', 'zone?': 'string' } },
    { ...options, ...(additionalKeys && { additionalKeys }) },
  );

const sent = '{"user":"mia","mfa":true,"port":"22","from":{"ip":"192.0.2.7","as":64500}}';

/** What an S3 object of these bytes becomes, and a payload record in memory: the two must agree. */
async function recordsOf(logTypes: readonly LogTypeSchema[], data: string): Promise<readonly Json[]> {
  const classifier = classifierOf(logTypes);
  const scanned = (await classify(classifier, data)).records;
  const parsed = classifier.classifyData(source, data, 'payload').classified.map(({ record }) => record);
  expect(parsed).toEqual(scanned);
  return scanned;
}

const typesOf = async (logTypes: readonly LogTypeSchema[], data: string): Promise<readonly string[]> => {
  const classifier = classifierOf(logTypes);
  const scanned = (await classify(classifier, data)).messages.map(({ log_schema_type: type }) => type);
  const parsed = classifier.classifyData(source, data, 'p').classified.map(({ log_schema_type: type }) => type);
  expect(parsed).toStrictEqual(scanned);
  return scanned;
};

describe('additional keys of a record', () => {
  it('keep it from being of a log type that rejects them, the default', async () => {
    expect(await recordsOf([login(undefined)], sent)).toStrictEqual([]);
    expect(await recordsOf([login('reject')], sent)).toStrictEqual([]);
  });

  it('stay where they are, as they came, with "keep"', async () => {
    expect(await recordsOf([login('keep')], sent)).toStrictEqual([
      { user: 'mia', mfa: true, port: 22, from: { ip: '192.0.2.7', as: 64500, zone: '' } },
    ]);
  });

  it('are taken out at every depth with "drop"', async () => {
    expect(await recordsOf([login('drop')], sent)).toStrictEqual([
      { user: 'mia', port: 22, from: { ip: '192.0.2.7', zone: '' } },
    ]);
  });

  it('are kept without a parse of the record where nothing else changes it', async () => {
    const flat = schema('log:flat', { user: 'string' }, { additionalKeys: 'keep' });

    const { batches } = await classify(classifierOf([flat]), '{ "user":"mia", "n": 12345678901234567890.50 }');

    expect(Buffer.from(batches[0]?.bodies[0]?.text ?? []).toString()).toContain(
      '"record":{ "user":"mia", "n": 12345678901234567890.50 }',
    );
  });

  it.each(['keep', 'drop'] as const)('named __proto__ are data with "%s"', async (policy) => {
    const flat = schema('log:flat', { user: 'string' }, { additionalKeys: policy });

    const [record] = await recordsOf([flat], '{"user":"mia","__proto__":{"admin":true}}');

    expect(Object.keys(record as object)).toStrictEqual(policy === 'keep' ? ['user', '__proto__'] : ['user']);
    expect((record as { admin?: boolean }).admin).toBeUndefined();
  });

  it('named as what the pipeline writes are never kept, so that nobody can forge it', async () => {
    const flat = schema('log:flat', { user: 'string' }, { additionalKeys: 'keep' });
    const forged = '{"user":"mia","streamalert_normalization":{"ip_address":[]},"streamalert:envelope_keys":{"a":1}}';

    expect(await recordsOf([flat], forged)).toStrictEqual([{ user: 'mia' }]);
  });

  it('do not make records of objects that have no key of the log type', async () => {
    const allOptional = schema('log:any', { a: 'string' }, { additionalKeys: 'keep', optionalTopLevelKeys: ['a'] });

    expect(await recordsOf([allOptional], '{"b":1}')).toStrictEqual([]);
    expect(await recordsOf([allOptional], '{}')).toStrictEqual([{ a: '' }]);
  });

  it('are what patterns and normalization may look at, where they are kept', async () => {
    const entries = [{ path: ['client', 'ip'], function: null, sendToArtifacts: true }];
    const patterned = schema(
      'log:patterned',
      { user: 'string' },
      { additionalKeys: 'keep', logPatterns: [['kind', ['log*']]], normalization: [['ip_address', entries]] },
    );

    const [record] = await recordsOf([patterned], '{"user":"mia","kind":"login","client":{"ip":"192.0.2.7"}}');

    expect(record).toMatchObject({
      streamalert_normalization: { ip_address: [{ function: null, values: ['192.0.2.7'] }] },
    });
    expect(await recordsOf([patterned], '{"user":"mia","kind":"boot"}')).toStrictEqual([]);
  });

  it('of nested objects in the envelope are let pass as well', async () => {
    const enveloped = (policy: 'keep' | 'drop') =>
      schema(
        'log:enveloped',
        { user: 'string' },
        { additionalKeys: policy, jsonPath: ['r[*]'], envelopeKeys: { site: { name: 'string' } } },
      );
    const data = '{"site":{"name":"lis","floor":3},"r":[{"user":"mia"}]}';

    expect(await recordsOf([enveloped('keep')], data)).toStrictEqual([
      { user: 'mia', 'streamalert:envelope_keys': { site: { name: 'lis', floor: 3 } } },
    ]);
    expect(await recordsOf([enveloped('drop')], data)).toStrictEqual([
      { user: 'mia', 'streamalert:envelope_keys': { site: { name: 'lis' } } },
    ]);
  });

  it('do not excuse missing keys or wrong types, and the rejection names only those', async () => {
    const { rejected } = await classify(classifierOf([login('keep')]), '{"user":"mia","mfa":true,"from":{"as":1}}');

    expect(rejected.map(({ rejected: { reason, nearest } }) => [reason, nearest])).toStrictEqual([
      ['missing keys', { log_schema_type: 'log:login', missing: ['port'], unexpected: [], wrong_type: [] }],
    ]);
  });
});

describe('which log type takes a record with additional keys', () => {
  const short = schema('log:short', { user: 'string' }, { additionalKeys: 'keep' });
  const long = schema('log:long', { user: 'string', port: 'integer' }, { additionalKeys: 'keep' });
  const exact = schema('log:exact', { user: 'string', port: 'integer', mfa: 'boolean' });

  it('is one that takes it as declared, also behind others: the option changes no record that had a log type', async () => {
    expect(await typesOf([short, long, exact], '{"user":"mia","port":22,"mfa":true}')).toStrictEqual(['log:exact']);
  });

  it('otherwise is the one that has to let the fewest keys pass', async () => {
    expect(await typesOf([short, long, exact], '{"user":"mia","port":22,"new":1}')).toStrictEqual(['log:long']);
    expect(await typesOf([short, long, exact], '{"user":"mia","new":1}')).toStrictEqual(['log:short']);
  });

  it('counts nested keys, too', async () => {
    const nested = schema('log:nested', { user: { name: 'string' } }, { additionalKeys: 'keep' });
    const map = schema('log:map', { user: {} }, { additionalKeys: 'keep' });

    expect(await typesOf([nested, map], '{"user":{"name":"mia","id":1}}')).toStrictEqual(['log:map']);
    expect(await typesOf([nested, map], '{"user":{"name":"mia"}}')).toStrictEqual(['log:nested']);
  });

  it('is the first of equals', async () => {
    const again = schema('log:again', { user: 'string' }, { additionalKeys: 'drop' });

    expect(await typesOf([short, again], '{"user":"mia","new":1}')).toStrictEqual(['log:short']);
    expect(await typesOf([again, short], '{"user":"mia","new":1}')).toStrictEqual(['log:again']);
  });

  it('is one for all items of a payload record', async () => {
    const paths = { jsonPath: ['r[*]'] };
    const narrow = schema('log:narrow', { user: 'string', a: 'string' }, { ...paths, additionalKeys: 'keep' });
    const wide = schema('log:wide', { user: 'string' }, { ...paths, additionalKeys: 'keep' });
    const data = '{"r":[{"user":"mia"},{"user":"ann","a":"1","b":2}]}';

    expect(await recordsOf([narrow, wide], data)).toStrictEqual([{ user: 'mia' }, { user: 'ann', a: '1', b: 2 }]);
    expect(await typesOf([narrow, wide], data)).toStrictEqual(['log:wide', 'log:wide']);
  });

  it('says the log type before the cluster', () => {
    const tolerant = createClassifier({
      cluster: { ...cluster, additionalKeys: 'drop' },
      logTypes: [schema('log:strict', { a: 'string' }, { additionalKeys: 'reject' }), schema('log:b', { b: 'string' })],
    });

    expect(tolerant.classifyData(source, '{"b":"1","x":1}', 'p').classified.map(({ record }) => record)).toStrictEqual([
      { b: '1' },
    ]);
    expect(tolerant.classifyData(source, '{"a":"1","x":1}', 'p').classified).toStrictEqual([]);
  });

  it('is explained with the keys that were let pass', () => {
    const data = { user: 'mia', port: 22, new: 1 };

    const { schemas } = explainRecord({ cluster, logTypes: [short, long] }, { source, data, payloadId: 'p' });

    expect(schemas).toStrictEqual([
      {
        log_schema_type: 'log:short',
        outcome: 'shadowed',
        items: 1,
        taken: 1,
        additional: { keys: ['port', 'new'], become: 'kept' },
      },
      {
        log_schema_type: 'log:long',
        outcome: 'match',
        items: 1,
        taken: 1,
        additional: { keys: ['new'], become: 'kept' },
      },
    ]);
  });

  it('is no overlap where one lets fewer keys pass', () => {
    const again = schema('log:again', { user: 'string' });
    const samples = [{ data: { user: 'mia', port: 22 }, origin: 'a:1' }];

    expect(findOverlaps([short, long], samples)).toStrictEqual([]);
    expect(findOverlaps([short, again], samples)).toStrictEqual([]);
    expect(findOverlaps([short, again], samples, { additionalKeys: 'keep' })).toStrictEqual([
      { logTypes: [short, again], samples: 1, example: 'a:1' },
    ]);
  });
});

describe('additional keys of text formats', () => {
  it('are columns that a header names', async () => {
    const csv = (additionalKeys: 'keep' | 'drop') =>
      schema('log:csv', { a: 'string', b: 'integer' }, { header: 'required', additionalKeys }, 'csv');

    expect((await classify(classifierOf([csv('keep')]), 'b,new,a\n1,x,y\n')).records).toStrictEqual([
      { b: 1, new: 'x', a: 'y' },
    ]);
    expect((await classify(classifierOf([csv('drop')]), 'b,new,a\n1,x,y\n')).records).toStrictEqual([{ b: 1, a: 'y' }]);
  });

  it('are pairs of kv that the log type does not name', async () => {
    const kv = (additionalKeys: 'keep' | 'drop' | 'reject') =>
      schema('log:kv', { a: 'string', b: 'integer' }, { pairs: 'any', additionalKeys }, 'kv');
    const line = 'a=1 new=x b=2\na=1 b=2\n';

    expect((await classify(classifierOf([kv('keep')]), line)).records).toStrictEqual([
      { a: '1', new: 'x', b: 2 },
      { a: '1', b: 2 },
    ]);
    expect((await classify(classifierOf([kv('drop')]), line)).records).toStrictEqual([
      { a: '1', b: 2 },
      { a: '1', b: 2 },
    ]);
    expect((await classify(classifierOf([kv('reject')]), line)).records).toStrictEqual([{ a: '1', b: 2 }]);
  });
});

describe('optional keys of nested objects', () => {
  const user = { name: 'string', 'id?': 'integer', 'at?': { 'zone?': 'string', city: 'string' }, 'tags?': [] } as const;

  it('may be absent, and get the empty value of their type', async () => {
    const nested = schema('log:nested', { user });

    expect(await recordsOf([nested], '{"user":{"name":"mia","at":{"city":"lis"}}}')).toStrictEqual([
      { user: { name: 'mia', at: { city: 'lis', zone: '' }, id: 0, tags: [] } },
    ]);
    expect(await recordsOf([nested], '{"user":{"name":"mia","id":null}}')).toStrictEqual([
      { user: { name: 'mia', id: null, at: {}, tags: [] } },
    ]);
  });

  it('do not make the others optional', async () => {
    const { rejected } = await classify(
      classifierOf([schema('log:nested', { user })]),
      '{"user":{"id":1,"at":{},"x":1}}',
    );

    expect(rejected[0]?.rejected.nearest).toStrictEqual({
      log_schema_type: 'log:nested',
      missing: ['user.name', 'user.at.city'],
      unexpected: ['user.x'],
      wrong_type: [],
    });
  });

  it('are absent to patterns, as those at the top are', async () => {
    const patterned = schema(
      'log:nested',
      { user },
      {
        logPatterns: [
          [
            'user',
            [
              ['name', ['*']],
              ['tags', ['*']],
            ],
          ],
        ],
      },
    );

    expect(await recordsOf([patterned], '{"user":{"name":"mia"}}')).toStrictEqual([]);
  });

  it('may be keys of an envelope', async () => {
    const enveloped = schema(
      'log:enveloped',
      { a: 'string' },
      { jsonPath: ['r[*]'], envelopeKeys: { site: { name: 'string', 'rack?': 'integer' } } },
    );

    expect(await recordsOf([enveloped], '{"site":{"name":"lis"},"r":[{"a":"1"}]}')).toStrictEqual([
      { a: '1', 'streamalert:envelope_keys': { site: { name: 'lis', rack: 0 } } },
    ]);
  });
});
