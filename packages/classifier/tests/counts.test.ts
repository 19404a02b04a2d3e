import type { LogTypeSchema } from '@streamalert/config';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifierOf, classify, schema } from './helpers/classify.ts';

const paths = { jsonPath: ['Records[*]', '[*]', '@'] };
const json: readonly LogTypeSchema[] = [
  schema('log:login', { user: 'string', port: 'integer' }, paths),
  schema('log:open', { user: 'string', id: { name: 'string' } }, { ...paths, additionalKeys: 'keep' }),
];
const text: readonly LogTypeSchema[] = [
  schema('log:csv', { a: 'string', b: 'integer' }, {}, 'csv'),
  schema('log:kv', { a: 'string', b: 'integer' }, { pairs: 'any', additionalKeys: 'drop' }, 'kv'),
  schema('log:syslog', { timestamp: 'string', host: 'string', application: 'string', message: 'string' }, {}, 'syslog'),
];

const scalar = fc.constantFrom('1', '"a"', '"22"', 'true', '9007199254740993', '1.0', '[]', '{}', '{"name":"x","y":1}');
const object = fc
  .dictionary(fc.constantFrom('user', 'port', 'id', 'new', '__proto__'), scalar, { noNullPrototype: true })
  .map(
    (members) =>
      `{${Object.entries(members)
        .map(([key, value]) => `"${key}":${value}`)
        .join(',')}}`,
  );
const item = fc.oneof({ weight: 4, arbitrary: object }, scalar, fc.constant(`${'['.repeat(1001)}${']'.repeat(1001)}`));
const items = fc.array(item, { minLength: 1, maxLength: 12 });
const line = fc.oneof(
  fc.constantFrom('x,1', 'x,y', 'a=1 b=2', 'b=x', 'a=1 c=3', 'Jan 10 10:00:00 web sshd: x', '"x', '{"a":', 'NaN', '7'),
  fc.string({ minLength: 1 }).filter((found) => found.trim() !== '' && !/[\r\n]/.test(found)),
);
const chunkBytes = fc.integer({ min: 1, max: 40 });

/** Items that went in, and what came out. */
const counted = async (logTypes: readonly LogTypeSchema[], content: string, options: { chunkBytes: number }) => {
  const { batches, messages, rejected } = await classify(classifierOf(logTypes, { batchBytes: 100 }), content, options);
  const ids = [...messages.map(({ id }) => id), ...rejected.map(({ rejected: { id } }) => id)];
  return {
    in: batches.reduce((sum, { counts }) => sum + counts.in, 0),
    out: messages.length + rejected.length,
    distinct: new Set(ids).size,
  };
};

const all = (count: number) => ({ in: count, out: count, distinct: count });

describe('as many records come out as items went in', () => {
  it.each([
    ['an array under a key', (found: string[]) => `{"site":"lis","Records":[${found.join(',\n')}]}`],
    ['an array', (found: string[]) => `[${found.join(', ')}]`],
  ])('of %s', async (_name, write) => {
    await fc.assert(
      fc.asyncProperty(items, chunkBytes, async (found, size) => {
        expect(await counted(json, write(found), { chunkBytes: size })).toStrictEqual(all(found.length));
      }),
    );
  });

  it('of JSON lines, good and bad', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(object, line)), chunkBytes, async (found, size) => {
        // The first line makes them JSON lines; there a blank line is nothing.
        const content = ['{"user":"mia","port":22}', ...found, ''].join('\n\n');

        expect(await counted(json, content, { chunkBytes: size })).toStrictEqual(all(found.length + 1));
      }),
    );
  });

  it('of plain lines in any format', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, object)), chunkBytes, async (found, size) => {
        const content = ['plain', ...found].join('\n');

        expect(await counted([...text, ...json], content, { chunkBytes: size })).toStrictEqual(all(found.length + 1));
      }),
    );
  });

  it('of payload records in memory, where each is rejected or gives what it holds', () => {
    const records = fc.array(
      fc.oneof(
        items.map((found) => `[${found.join(',')}]`),
        object,
        line,
      ),
    );
    fc.assert(
      fc.property(records, (found) => {
        const batch = classifierOf([...text, ...json]).classifyRecords({
          id: 'payload',
          source: { service: 's3', resource: 'bucket' },
          origin: 'memory',
          records: found.map((data) => ({ kind: 'data', data }) as const),
        });

        const perRecord = new Set([
          ...batch.rejected.map(({ rejected: { position } }) => position.record),
          ...batch.bodies.flatMap(({ text: body }) =>
            [
              ...Buffer.from(body)
                .toString()
                .matchAll(/"id":"payload\.(\d+)\.\d+"\}/g),
            ].map(([, record]) => Number(record)),
          ),
        ]);
        expect([...perRecord].sort((a, b) => a - b)).toStrictEqual(found.map((_data, record) => record));
        expect(batch.counts.in).toBe(
          batch.rejected.length + batch.bodies.reduce((sum, { records: count }) => sum + count, 0),
        );
      }),
    );
  });
});
