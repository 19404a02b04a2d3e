import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { LogTypeSchema } from '@streamalert/config';
import { loadConfig } from '@streamalert/config';
import { recordId } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '../src/index.ts';
import { classifierOf, classify, schema, source } from './helpers/classify.ts';

const entry = (...path: string[]) => [{ path, function: null, sendToArtifacts: true }] as const;
const fields = { s: 'string', i: 'integer', f: 'float', b: 'boolean', m: {}, l: [], o: { x: 'integer' } } as const;

const schemas: readonly LogTypeSchema[] = [
  schema('log:patterns', { s: 'string', i: 'integer' }, { logPatterns: [['s', ['a*']]] }),
  schema('log:all', fields, { optionalTopLevelKeys: ['s', 'i', 'f', 'b', 'm', 'l'] }),
  schema(
    'log:normalized',
    { s: 'string', f: 'float', m: {}, 'e-e': 'string' },
    {
      optionalTopLevelKeys: ['f', 'm'],
      normalization: [
        ['text', entry('s')],
        ['inner', [...entry('m', 's'), ...entry('m', 'f'), ...entry('f')]],
        ['list', entry('m', 'l')],
      ],
    },
  ),
  schema(
    'log:conditional',
    { s: 'string', m: {}, l: [] },
    {
      optionalTopLevelKeys: ['m'],
      normalization: [
        ['list', entry('l')],
        ['text', [{ ...entry('s')[0], condition: { path: ['m', 's'], operator: 'is_not', operand: 'true' } }]],
      ],
    },
  ),
  schema(
    'log:listed',
    { s: 'string', l: [], b: 'boolean' },
    { normalization: [['all', [...entry('l'), ...entry('b')]]] },
  ),
  schema('log:converted', { s: 'string', i: 'integer', b: 'boolean' }, { optionalTopLevelKeys: ['b'] }),
  schema('log:rest', { s: 'string', m: {} }, { optionalTopLevelKeys: ['m'] }),
];

const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a"b', 'é\n', '12', ' 7 ', 'true', '\ud800', '\\'));
const number = fc.constantFrom(
  '0',
  '7',
  '-0',
  '3.0',
  '1e2',
  '1.5',
  '1e400',
  '9007199254740993',
  '12345678901234567890',
);
const scalar = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  number,
  fc.constantFrom('null', 'true', 'false'),
);
const space = fc.constantFrom('', '', '', ' ', '\t', '\n', '\r\n  ');
const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(key, space, value, space)
    .map(([name, before, json, after]) => `${before}"${name}":${before}${json}${after}`);
const object = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(member(key, value), { maxLength }).map((members) => `{${members.join(',')}}`);
const keys = fc.constantFrom(
  's',
  'i',
  'f',
  'b',
  'm',
  'l',
  'o',
  'x',
  'e-e',
  '\\u0073',
  '__proto__',
  'streamalert_normalization',
);
const inner = object(fc.constantFrom('x', 's', 'f', 'l', '__proto__'), fc.oneof(scalar, fc.constant('[1,"a",2.0]')), 3);
const value = fc.oneof(
  scalar,
  scalar,
  inner,
  fc.array(scalar, { maxLength: 2 }).map((items) => `[${items.join(',')}]`),
);

/** Mostly records that fit a schema, in any order of keys; some that fit none. */
const record = fc.oneof(
  object(keys, value, 8),
  fc
    .tuple(
      fc.shuffledSubarray(['s', 'i', 'f', 'b', 'm', 'l'], { minLength: 1 }),
      fc.array(value, { minLength: 7, maxLength: 7 }),
    )
    .map(
      ([chosen, values]) => `{"o":{"x":${values[6]}},${chosen.map((key, at) => `"${key}":${values[at]}`).join(',')}}`,
    ),
  fc.tuple(value, inner).map(([s, m]) => `{"s":${s},"e-e":"x","m":${m},"f":1.0}`),
  fc.tuple(value, inner, value, space).map(([s, m, l, gap]) => `{"l":${l},${gap}"s":${s},"m":${m}}`),
  fc
    .tuple(text, fc.array(value, { maxLength: 3 }), fc.boolean(), space)
    .map(([s, l, b, gap]) => `{"l":[${gap}${l.join(',')}],"b":${b},"s":${JSON.stringify(s)}}`),
  fc.array(value, { minLength: 3, maxLength: 3 }).map(([s, i, b]) => `{"b":${b},"i":${i},"s":${s}}`),
  fc.tuple(text, text, space).map(([i, b, gap]) => `{"s":7,${gap}"i":${JSON.stringify(i)},"b":${JSON.stringify(b)}}`),
  fc.tuple(value, space).map(([s, gap]) => `{${gap}"s":${s}${gap}}`),
);

/** The same log types, each with a policy of its own, some of which may lack keys of their objects. */
const tolerant: readonly LogTypeSchema[] = [
  schema('log:open', { o: { 'x?': 'integer', 'f?': 'float' }, s: 'string' }, { additionalKeys: 'keep' }),
  ...schemas.map((one, index) => {
    const additionalKeys = (['keep', 'drop', 'reject'] as const)[index % 3] as 'keep';
    return { ...one, configuration: { ...one.configuration, additionalKeys } };
  }),
  schema('log:nothing-needed', { l: [], b: 'boolean' }, { additionalKeys: 'drop', optionalTopLevelKeys: ['l', 'b'] }),
];

describe.each([
  ['as they are declared', schemas],
  ['that let additional keys pass', tolerant],
])('scanned records, with log types %s', (_name, logTypes) => {
  it('become what parsed records become', async () => {
    const classifier = classifierOf(logTypes);

    await fc.assert(
      fc.asyncProperty(record, async (json) => {
        const parsed = classifier.classifyData(source, json, 'payload');

        const scanned = await classify(classifier, json);

        expect(scanned.messages.map(throughJson)).toEqual(parsed.classified.map(throughJson));
        expect(scanned.rejected.map(({ rejected }) => rejected)).toStrictEqual(
          parsed.rejected.map(({ rejected }) => rejected),
        );
      }),
      { numRuns: 2500 },
    );
  });

  it('become the same in a list and alone', async () => {
    const listed = logTypes.map((one) => ({ ...one, configuration: { ...one.configuration, jsonPath: ['r[*]'] } }));

    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), async (items) => {
        const json = `{"r":[${items.join(',')}]}`;
        const classifier = classifierOf(listed);

        const scanned = await classify(classifier, json);

        const parsed = classifier.classifyData(source, json, 'payload');
        expect(scanned.messages.map(throughJson)).toEqual(parsed.classified.map(throughJson));
        expect(scanned.rejected.map(({ rejected }) => rejected.position)).toStrictEqual(
          parsed.rejected.map(({ rejected }) => rejected.position),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('shapes', () => {
  it('are decided without being kept once there are too many shapes', async () => {
    const open = schema('log:open', {}, {});
    const lines = Array.from({ length: 60_000 }, (_, id) => `{"key${id}":${id}}\n`).join('');

    const { records } = await classify(classifierOf([open]), lines);

    expect(records).toHaveLength(60_000);
    expect(records.at(-1)).toStrictEqual({ key59999: 59_999 });
  });
});

/** JSON has neither infinity nor a difference between 0 and -0, or between a large integer and an equal float. */
function throughJson<T extends { record: object }>(message: T): T {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'number' && !Number.isFinite(value)) return null;
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value) + 0;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  };
  return { ...message, record: plain(message.record) as object };
}

const data = new URL('../../../../shared/data/cloudtrail/', import.meta.url);

describe.runIf(existsSync(data))('real CloudTrail', () => {
  it('is classified to the last record, as it was', async () => {
    const { config } = await loadConfig(new URL('../../../conf', import.meta.url).pathname);
    const cluster = config?.clusters.get('prod');
    if (config === undefined || cluster === undefined) throw new Error('conf/ must load');
    const classifier = createClassifier({ cluster, logTypes: config.logTypes });
    const bucket = { service: 's3', resource: 'prefix.cluster.sample.bucket' } as const;
    const counts = { records: 0, classified: 0, rejected: 0 };

    for (const folder of ['invictus', 'stratus']) {
      for (const file of readdirSync(new URL(folder, data)).filter((name) => name.endsWith('.json'))) {
        const content = readFileSync(new URL(`${folder}/${file}`, data));
        const parsed = JSON.parse(content.toString()) as { Records: object[] } | object[];
        const events = 'Records' in parsed ? parsed.Records : parsed;
        const { messages, rejected } = await classify(classifier, content, { source: bucket, chunkBytes: 65_536 });
        counts.records += events.length;
        counts.classified += messages.length;
        counts.rejected += rejected.length;
        for (const [item, message] of messages.entries()) {
          expect(message.id).toBe(recordId('payload', 0, item));
          expect(message.record).toMatchObject(withBooleans(events[item] as Record<string, unknown>));
        }
      }
    }

    expect(counts).toStrictEqual({ records: 2731, classified: 2731, rejected: 0 });
  });
});

/** CloudTrail writes one of its booleans as text, which the log type converts. */
function withBooleans(event: Record<string, unknown>): Record<string, unknown> {
  const key = 'sessionCredentialFromConsole';
  return typeof event[key] === 'string' ? { ...event, [key]: event[key] === 'true' } : event;
}
