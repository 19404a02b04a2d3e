import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LogTypeSchema, loadConfig } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import { decodeJson, FloatMarks } from '@streamalert/parsers';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { explainRecord, inferSchema, payloadRecordsOf, type SchemaSample } from '../src/index.ts';
import { cluster, source } from './helpers/classify.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamalert-infer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sampleOf = (text: string): SchemaSample => {
  const decoded = decodeJson(text);
  if (!decoded.ok) throw new Error(`${text} is ${decoded.reason}`);
  return decoded;
};
const infer = (...texts: string[]) => inferSchema(texts.map(sampleOf)).entry;

/** The proposal, read as the file it becomes. */
async function load(entry: unknown): Promise<readonly LogTypeSchema[]> {
  const conf = mkdtempSync(join(folder, 'conf-'));
  for (const part of ['schemas', 'clusters']) mkdirSync(join(conf, part));
  const files = {
    'schemas/log.json': { 'log:inferred': entry },
    'clusters/prod.json': { id: 'prod', classifier_config: {}, data_sources: { s3: { bucket: ['log'] } } },
    'global.json': { account: { prefix: 'acme', aws_account_id: '123456789012', region: 'us-east-1' }, general: {} },
    'outputs.json': {},
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(conf, name), JSON.stringify(content));
  const { config, issues } = await loadConfig(conf);
  if (config === undefined) throw new Error(JSON.stringify(issues));
  return config.logTypes;
}

/** Reasons for which samples are not taken by the log type that they gave. */
async function rejections(samples: readonly SchemaSample[]): Promise<readonly string[]> {
  const logTypes = await load(inferSchema(samples).entry);
  return samples.flatMap(({ value }) => {
    // The conversion of floats is told by their spelling, which a value alone does not have.
    const { rejected } = explainRecord({ cluster, logTypes }, { source, data: value, payloadId: 'p' });
    return rejected.map(({ reason, detail }) => `${reason}: ${detail}`);
  });
}

describe('inferSchema', () => {
  it('finds types, and keys that are not always there, in order of their names', () => {
    expect(infer('{"b":1,"a":"x","c":[1],"d":true,"e":1.5}', '{"b":"","a":null,"f":7,"e":2}')).toStrictEqual({
      parser: 'json',
      schema: { a: 'string', b: 'integer', c: [], d: 'boolean', e: 'float', f: 'integer' },
      configuration: { optional_top_level_keys: ['c', 'd', 'f'] },
    });
  });

  it.each<[string, string[], unknown]>([
    ['whole numbers that are spelled as floats', ['{"v":3.0}', '{"v":3}'], 'float'],
    ['integers of any size', ['{"v":123456789012345678901}'], 'integer'],
    ['numbers and texts', ['{"v":3}', '{"v":"x"}'], 'string'],
    ['nothing but null', ['{"v":null}'], 'string'],
    ['objects and texts', ['{"v":{"a":1}}', '{"v":"x"}'], {}],
    ['objects alike', ['{"v":{"a":1}}', '{"v":{"a":2}}'], { a: 'integer' }],
    ['objects that differ', ['{"v":{"a":1}}', '{"v":{"b":2}}'], {}],
    ['a single object', ['{"v":{"a":1}}'], {}],
    ['objects and null', ['{"v":{"a":1}}', '{"v":{"a":1}}', '{"v":null}'], {}],
  ])('gives %s a type that takes them', async (_name, texts, type) => {
    expect(infer(...texts).schema).toStrictEqual({ v: type });
    expect(await rejections(texts.map(sampleOf))).toStrictEqual([]);
  });

  it('names what nested objects may lack, where they are much alike', async () => {
    const texts = [
      '{"user":{"name":"a","at":{"x":1,"y":2}},"data":{"a":1,"b":2}}',
      '{"user":{"name":"b","id":7,"at":{"x":1}},"data":{"a":1,"c":2,"d":3}}',
    ];

    expect(infer(...texts)).toStrictEqual({
      parser: 'json',
      schema: { data: {}, user: { at: { x: 'integer', y: 'integer' }, id: 'integer', name: 'string' } },
      configuration: { optional_keys: ['user.id', 'user.at.y'] },
    });
    expect(await rejections(texts.map(sampleOf))).toStrictEqual([]);
  });

  it.each<[string, string[], unknown]>([
    ['a document that is a list under one key', ['{"my-list":[{"a":1}]}'], { json_path: '"my-list"[*]' }],
    ['an array', ['[{"a":1},{"a":2}]'], { json_path: '[*]' }],
    [
      'records with values around them',
      ['{"site":"osl","rack":1,"Records":[{"a":1}]}', '{"site":"lis","Records":[{"a":1}]}'],
      {
        json_path: 'Records[*]',
        envelope_keys: { rack: 'integer', site: 'string' },
        optional_envelope_keys: ['rack'],
      },
    ],
    [
      'several places, the record itself last',
      ['{"a":1}', '{"Records":[{"a":1}]}', '[{"a":1}]'],
      { json_path: ['Records[*]', '[*]', '@'] },
    ],
  ])('finds %s', async (_name, texts, configuration) => {
    expect(infer(...texts)).toStrictEqual({ parser: 'json', schema: { a: 'integer' }, configuration });
    expect(await rejections(texts.map(sampleOf))).toStrictEqual([]);
  });

  it('does not take a list inside a record for the records', () => {
    expect(infer('{"eventName":"x","resources":[{"arn":"y"}]}', '{"resources":[{"arn":"y"}]}')).toStrictEqual({
      parser: 'json',
      schema: { eventName: 'string', resources: [] },
      configuration: { optional_top_level_keys: ['eventName'] },
    });
  });

  it('counts items that cannot be records', () => {
    const { records, notObjects } = inferSchema([sampleOf('[{"a":1},5]'), sampleOf('7')]);

    expect([records, notObjects]).toStrictEqual([1, 2]);
  });

  it('proposes a log type that takes what it was made of', async () => {
    const record = fc.dictionary(fc.constantFrom('a', 'b', '1', 'c-d', '__proto__'), fc.jsonValue({ maxDepth: 3 }));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (records) => {
        const samples = records.map((value) => ({ value: value as Json, floats: new FloatMarks() }));

        expect(await rejections(samples)).toStrictEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

const data = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const isJsonFile = (path: string): boolean => /\.jsonl?$/.test(path) && statSync(path).size < 300_000;

describe.runIf(existsSync(data))('inferSchema on recorded logs', () => {
  const paths = ['cloudtrail', 'json', 'panther']
    .filter((part) => existsSync(join(data, part)))
    .flatMap((part) => {
      const all = readdirSync(join(data, part), { recursive: true, encoding: 'utf8' }).sort();
      return all
        .map((name) => join(data, part, name))
        .filter(isJsonFile)
        .slice(0, 8);
    });

  it.each(paths.map((path) => [path.slice(data.length + 1), path]))('takes all of %s', async (_name, path) => {
    const samples = payloadRecordsOf(readFileSync(path)).flatMap((record) => {
      const decoded = decodeJson(record.data);
      return decoded.ok ? [decoded] : [];
    });

    expect(samples.length).toBeGreaterThan(0);
    expect(await rejections(samples)).toStrictEqual([]);
  });
});
