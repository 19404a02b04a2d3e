import { decodeBody } from '@streamalert/core/wire';
import { defineRule, type Rule } from '@streamalert/rules-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyReader } from '../src/body-reader.ts';
import { createFilteringEngine } from '../src/rules-engine.ts';

const logs = ['cloudtrail:events'];
const rules: readonly Rule[] = [
  defineRule({
    id: 'trail_stopped',
    description: 'A trail was stopped.',
    logs,
    where: { eventSource: 'cloudtrail.amazonaws.com', eventName: ['StopLogging', 'DeleteTrail'] },
    when: () => true,
  }),
  defineRule({
    id: 'root_used',
    description: 'Root did something.',
    logs,
    where: { 'userIdentity.type': 'Root' },
    when: () => true,
  }),
  defineRule({ id: 'path_seen', description: 'A path.', datatypes: ['file_path'], when: () => true }),
];

const engineOf = (of: readonly Rule[]) =>
  createFilteringEngine({ rules: of, defaultOutputs: [], clock: { now: () => 0 } });

/** JSON of a message; `record` is JSON text already. */
function message(record: string, { id = 'payload.0.0', logType = 'cloudtrail:events' } = {}): string {
  return `{"cluster":"prod","log_schema_type":"${logType}","record":${record},"service":"s3","resource":"acme.logs","data_type":"json","id":${JSON.stringify(id)}}`;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Which records of a body are read: by their position. */
function readPositions(body: string, of: readonly Rule[] = rules): readonly number[] | undefined {
  return new BodyReader(engineOf(of).filterOf)
    .read(bytesOf(body))
    ?.flatMap((record, at) => (record === undefined ? [] : [at]));
}

const quiet = '{"eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","userIdentity":{"type":"IAMUser"}}';

describe('BodyReader', () => {
  it('parses the first message, and then only records that hold what some rule wants', () => {
    const stopped = '{"eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging"}';
    const byRoot = '{"eventName":"ListUsers","userIdentity":{"type":"Root"}}';
    const normalized = '{"streamalert_normalization":{"file_path":[{"values":["/etc/passwd"]}]}}';
    const body = `[${[quiet, quiet, stopped, quiet, byRoot, normalized, quiet].map((record) => message(record)).join(',\n')}]`;
    expect(readPositions(body)).toStrictEqual([0, 2, 4, 5]);
  });

  it('parses what is written with escapes, and keys that are there twice', () => {
    const records = [
      quiet,
      '{"eventName":"Stop\\u004cogging"}',
      '{"event\\u004eame":"StopLogging"}',
      '{"eventName":"ListUsers","eventName":"StopLogging"}',
    ];
    expect(readPositions(`[${records.map((record) => message(record)).join(',')}]`)).toStrictEqual([0, 1, 2, 3]);
  });

  it('leaves bodies to a full read when a rule may want any record, or the body is no list of messages', () => {
    const any = defineRule({ id: 'any', description: 'Any.', logs, when: () => true });
    const body = `[${message(quiet)},${message(quiet)}]`;
    expect(readPositions(body, [...rules, any])).toBeUndefined();
    expect(readPositions(message(quiet))).toBeUndefined();
    expect(readPositions(`[${message(quiet)},${message('{"eventName":}')}]`)).toBeUndefined();
    expect(readPositions(`[${message(quiet)},{"record":{}}]`)).toBeUndefined();
    expect(readPositions(`${body.slice(0, -1)}`)).toBeUndefined();
    expect(readPositions(`${body}]`)).toBeUndefined();
    expect(readPositions('[]')).toBeUndefined();
  });

  it('gives the alerts, failures and counts that a full read gives', async () => {
    const name = fc.constantFrom('StopLogging', 'DeleteTrail', 'ListUsers', 'Root', 'Stop"Logging', 'StöpLogging', '');
    const scalar = fc.oneof(name, fc.integer(), fc.bigInt(), fc.boolean(), fc.constant(null));
    const identity = fc.oneof(fc.record({ type: name }), fc.record({ nested: fc.record({ type: name }) }), scalar);
    const normalization = fc.oneof(
      fc.record({ file_path: fc.array(fc.record({ values: fc.array(name) })) }),
      fc.record({ ip_address: fc.constant([]) }),
      scalar,
    );
    const key = fc.constantFrom(
      'eventName',
      'eventSource',
      'userIdentity',
      'streamalert_normalization',
      'other',
      '__proto__',
    );
    const value = fc.oneof(scalar, identity, normalization, fc.constant('cloudtrail.amazonaws.com'));
    const text = (json: unknown, escaped: boolean): string => {
      const written = JSON.stringify(json, (_, inner: unknown) =>
        typeof inner === 'bigint' ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(`${inner}`) : inner,
      );
      return escaped ? written.replaceAll('o', '\\u006f') : written;
    };
    const record = fc
      .array(fc.tuple(key, value, fc.boolean(), fc.boolean()), { maxLength: 6 })
      .map((fields) => `{${fields.map(([k, v, a, b]) => `${text(k, a && b)}: ${text(v, a && b)}`).join(', ')}}`);
    const messages = fc.tuple(
      record,
      fc.record({
        id: fc.constantFrom('payload.0.0', 'payload.0.1', 'a"b', 'é'),
        logType: fc.constantFrom('cloudtrail:events', 'cloudtrail:events', 'other:log'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(messages, { minLength: 1, maxLength: 8 }), async (all) => {
        const body = `[${all.map(([json, options]) => message(json, options)).join(',\n')}]`;
        const engine = engineOf(rules);
        const read = new BodyReader(engine.filterOf).read(bytesOf(body)) ?? decodeBody(body);
        const full = await engine.evaluate(decodeBody(body));
        const filtered = await engine.evaluate(read);
        expect(read).toHaveLength(all.length);
        expect(filtered.alerts).toStrictEqual(full.alerts);
        expect(filtered.failures).toStrictEqual(full.failures);
        expect(countsOf(filtered.metrics)).toStrictEqual(countsOf(full.metrics));
      }),
      { numRuns: 500 },
    );
  });
});

function countsOf(metrics: Readonly<Record<string, { readonly evaluations: number; readonly matches: number }>>) {
  return Object.entries(metrics).map(([rule, { evaluations, matches }]) => [rule, evaluations, matches]);
}
