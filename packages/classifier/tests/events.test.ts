import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Json, payloadId } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyEvent, readEvent } from '../src/index.ts';
import { classifyWhole, eventClassifier, eventOf, kinesisRecord, s3Record } from './helpers/events.ts';
import { aggregate, field, seal } from './helpers/kpl.ts';

const one = '{"a":"1"}';
const two = '{"a":"2"}';
const objects = { 'acme.audit.logs/logs/one.json': one, 'acme.audit.logs/logs/two.json': two };

/** Where each payload of an event comes from. */
const sourcesOf = (event: Json) =>
  readEvent(event).map((payload) => [payload.index, payload.source?.service, payload.source?.resource]);

/** Payload records of Kinesis data, as text. */
function recordsOf(data: string | Uint8Array): string[] {
  return readEvent(kinesisRecord(data)).flatMap((payload) =>
    payload.kind === 'records'
      ? payload.records.map((record) => (record.kind === 'data' ? String(record.data) : `! ${record.reason}`))
      : [`! ${payload.kind}`],
  );
}

describe('edge cases of the specification, as events', () => {
  it('26: key=value bytes of Kinesis are text (fixed)', async () => {
    const kv = eventClassifier({ a: 'string', b: 'string' }, { separator: '=', delimiter: ' ' }, 'kv');

    expect((await classifyWhole(kv, kinesisRecord('a=1 b=2'))).records).toStrictEqual([{ a: '1', b: '2' }]);
  });

  it('30: a trailing blank line in JSON lines is nothing (fixed)', async () => {
    const files = { 'acme.audit.logs/f': `${one}\n${two}\n\n` };

    const { records, counted } = await classifyWhole(eventClassifier(), s3Record('f'), files);

    expect([records, counted]).toStrictEqual([[{ a: '1' }, { a: '2' }], 2]);
  });

  it('31: a bad first line fails alone', async () => {
    const { records, reasons } = await classifyWhole(eventClassifier(), s3Record('f'), {
      'acme.audit.logs/f': `junk\n${one}\n`,
    });

    expect([records, reasons]).toStrictEqual([[{ a: '1' }], ['not JSON']]);
  });

  it('32: an array is searched by its path, however it comes', async () => {
    const classifier = eventClassifier({ a: 'string' }, { jsonPath: ['[*]'] });
    const fromS3 = await classifyWhole(classifier, s3Record('f'), { 'acme.audit.logs/f': `[${one}]` });
    const fromKinesis = await classifyWhole(classifier, kinesisRecord(`[${one}]`));

    expect([fromS3.records, fromKinesis.records]).toStrictEqual([[{ a: '1' }], [{ a: '1' }]]);
  });

  it('33: an empty gzip object is nothing, a truncated one a rejection (fixed)', async () => {
    const classifier = eventClassifier();
    const empty = await classifyWhole(classifier, s3Record('f'), { 'acme.audit.logs/f': gzipSync('') });
    const cut = await classifyWhole(classifier, s3Record('f'), { 'acme.audit.logs/f': gzipSync(one).subarray(0, 15) });

    expect([empty.counted, cut.reasons]).toStrictEqual([0, ['truncated gzip']]);
  });

  it('34: + in a key of a notification is a space (fixed)', async () => {
    const files = { 'acme.audit.logs/logs/my file.json': one, 'acme.audit.logs/a+b=ü%zz': two };
    const event = { Records: [s3Record('logs/my+file.json'), s3Record('a%2Bb%3D%C3%BC%25zz')] };

    expect((await classifyWhole(eventClassifier(), event, files)).records).toStrictEqual([{ a: '1' }, { a: '2' }]);
  });

  it.each(['s3-test', 'sns-s3-test', 'sqs-s3-test'])('35: the test event %s is nothing (fixed)', (name) => {
    expect(readEvent(eventOf(name))).toStrictEqual([]);
  });

  it('36: all gzip members are read (fixed)', () => {
    expect(recordsOf(Buffer.concat([gzipSync('{"a":'), gzipSync('"1"}')]))).toStrictEqual([one]);
    expect(recordsOf(Buffer.concat([gzipSync(`${one}\n`), gzipSync(two)]))).toStrictEqual([`${one}\n`, two]);
    expect(recordsOf(Buffer.concat([gzipSync('a,b\n'), gzipSync('c,d')]))).toStrictEqual(['a,b\nc,d']);
  });

  it('37: raw deflate stays as it is, truncated gzip is rejected with its reason', async () => {
    const raw = await classifyWhole(eventClassifier(), kinesisRecord(deflateRawSync(one)));
    const cut = await classifyWhole(eventClassifier(), kinesisRecord(gzipSync(one).subarray(0, -5)));

    expect([raw.reasons, cut.reasons]).toStrictEqual([['invalid UTF-8'], ['truncated gzip']]);
  });

  it('38: a source that is not configured is one rejection for each payload record (fixed)', async () => {
    const event = { Records: [{ streamalert_app: 'unknown_app', logs: [{ a: '1' }, { a: '2' }] }] };

    expect((await classifyWhole(eventClassifier(), event)).reasons).toStrictEqual(['unknown source', 'unknown source']);
  });

  it('45: a last record that is larger than a queue message takes nothing with it (fixed)', async () => {
    const logs = [{ a: '1' }, { a: 'x'.repeat(300_000) }];

    const { records } = await classifyWhole(eventClassifier(), { streamalert_app: 'acme_prod_duo_auth_app', logs });

    expect(records).toStrictEqual(logs);
  });

  it('46: text that starts with a byte order mark is not JSON, bytes are', async () => {
    const sns = eventOf('sns') as { Records: [{ Sns: { Message: string } }] };
    sns.Records[0].Sns.Message = `\ufeff${one}`;

    expect((await classifyWhole(eventClassifier(), sns)).reasons).toStrictEqual(['not JSON']);
    expect((await classifyWhole(eventClassifier(), kinesisRecord(`\ufeff${one}`))).records).toStrictEqual([{ a: '1' }]);
  });

  it('47: Windows line ends', async () => {
    const files = { 'acme.audit.logs/f': `${one}\r\n${two}\r\n` };

    expect((await classifyWhole(eventClassifier(), s3Record('f'), files)).records).toHaveLength(2);
  });

  it('48: integers past 2^53 are exact', async () => {
    const event = kinesisRecord('{"a":9007199254740993}');

    expect((await classifyWhole(eventClassifier({ a: 'integer' }), event)).records).toStrictEqual([
      { a: 9007199254740993n },
    ]);
  });
});

describe('readEvent', () => {
  it.each([
    [
      's3',
      [
        [0, 's3', 'acme.audit.logs'],
        [1, 's3', 'acme.audit.logs'],
      ],
    ],
    ['sns', [[0, 'sns', 'acme-topic']]],
    [
      'sns-s3',
      [
        [0, 's3', 'acme.audit.logs'],
        [0, 's3', 'acme.audit.logs'],
      ],
    ],
    ['sqs', [[0, 'sqs', 'acme-queue']]],
    [
      'sqs-s3',
      [
        [0, 's3', 'acme.audit.logs'],
        [0, 's3', 'acme.audit.logs'],
      ],
    ],
    ['sqs-sns', [[0, 'sns', 'acme-topic']]],
    [
      'sqs-sns-s3',
      [
        [0, 's3', 'acme.audit.logs'],
        [0, 's3', 'acme.audit.logs'],
      ],
    ],
    ['eventbridge-s3', [[0, 's3', 'acme.audit.logs']]],
    ['sqs-eventbridge-s3', [[0, 's3', 'acme.audit.logs']]],
    ['app', [[0, 'streamalert_app', 'acme_prod_duo_auth_app']]],
  ])('knows the sources of %s', (name, sources) => {
    expect(sourcesOf(eventOf(name))).toStrictEqual(sources);
  });

  it('takes one element of Records as an event', () => {
    expect(readEvent(s3Record('k'))).toStrictEqual(readEvent({ Records: [s3Record('k')] }));
  });

  it('takes keys of EventBridge as they are, and its version', () => {
    expect(readEvent(eventOf('eventbridge-s3'))).toStrictEqual([
      {
        kind: 'object',
        index: 0,
        id: payloadId('s3', 'acme.audit.logs', 'logs/a+b c.json', 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e'),
        source: { service: 's3', resource: 'acme.audit.logs' },
        origin: 's3://acme.audit.logs/logs/a+b c.json',
        object: {
          bucket: 'acme.audit.logs',
          key: 'logs/a+b c.json',
          versionId: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
          version: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
        },
      },
    ]);
  });

  it('gives an object the same id, however its notification comes', () => {
    const ids = ['s3', 'sns-s3', 'sqs-s3', 'sqs-sns-s3'].map((name) => readEvent(eventOf(name)).map(({ id }) => id));

    expect(new Set(ids.map(String)).size).toBe(1);
  });

  it.each([
    [
      'kinesis',
      kinesisRecord(one),
      payloadId(
        'kinesis',
        'arn:aws:kinesis:us-east-2:123456789012:stream/acme-logs',
        'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
      ),
    ],
    ['sns', eventOf('sns'), payloadId('sns', '95df01b4-ee98-5cb9-9903-4c221d41eb5e')],
    ['sqs', eventOf('sqs'), payloadId('sqs', '059f36b4-87a3-44ab-83d2-661975830a7d')],
    ['sns in sqs', eventOf('sqs-sns'), payloadId('sns', '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324')],
    ['app', eventOf('app'), payloadId('streamalert_app', 'acme_prod_duo_auth_app', 'c0ffee', '0')],
  ])('takes the id of %s from its coordinates', (_, event, id) => {
    expect(readEvent(event, { requestId: 'c0ffee' }).map((payload) => payload.id)).toStrictEqual([id]);
  });

  it.each([
    ['0', 0],
    ['text', '0'],
  ])('passes over an empty object, its size as %s', (_, size) => {
    expect(readEvent(s3Record('k', { size }))).toStrictEqual([]);
  });

  it.each([
    ['no record', { hello: 1 }],
    ['a number', 5],
    ['null', null],
    ['Records that are no list', { Records: 'x' }],
    ['S3 without bucket', { Records: [{ s3: {} }] }],
    ['S3 without key', { Records: [{ s3: { bucket: { name: 'b' }, object: {} } }] }],
    ['Kinesis without stream', { Records: [{ kinesis: { data: '' } }] }],
    [
      'Kinesis without data',
      { kinesis: {}, eventSourceARN: 'arn:aws:kinesis:us-east-2:123456789012:stream/acme-logs' },
    ],
    ['SNS without message', { Sns: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:acme-topic' } }],
    ['SNS without topic', { Sns: { Message: 'text' } }],
    ['SQS without body', { eventSource: 'aws:sqs' }],
    ['an app without logs', { streamalert_app: 'app' }],
    ['an app without name', { streamalert_app: '', logs: [] }],
    ['another event of EventBridge', { source: 'aws.s3', 'detail-type': 'Object Deleted', detail: {} }],
  ])('rejects %s as one', (_, event) => {
    expect(readEvent(event as Json).map(({ kind }) => kind)).toStrictEqual(['rejected']);
  });

  it('names the stream of a consumer with a share of its own', () => {
    const record = kinesisRecord(one) as Record<string, Json>;
    record['eventSourceARN'] = 'arn:aws:kinesis:us-east-2:123456789012:stream/acme-logs/consumer/sa:1545084650';

    expect(sourcesOf(record)).toStrictEqual([[0, 'kinesis', 'acme-logs']]);
  });

  it('rejects logs that are nested too deeply alone', () => {
    const deep = JSON.parse('['.repeat(1200) + ']'.repeat(1200)) as Json;
    const [payload] = readEvent({ streamalert_app: 'app', logs: [deep, { a: '1' }] });

    expect(payload?.kind === 'records' && payload.records.map(({ kind }) => kind)).toStrictEqual([
      'unreadable',
      'data',
    ]);
  });
});

describe('data of Kinesis', () => {
  it.each([
    ['plain', one, [one]],
    ['gzip', gzipSync(one), [one]],
    ['zlib', deflateSync(one), [one]],
    ['text that starts like zlib', 'x^2', ['x^2']],
    ['gzip, then padding', Buffer.concat([gzipSync(one), Buffer.alloc(8)]), [one]],
    [
      'gzip, then a broken member',
      Buffer.concat([gzipSync(one), gzipSync(two).subarray(0, 12)]),
      [one, '! truncated gzip'],
    ],
    ['gzip with a wrong checksum', flipped(gzipSync(one), -8), ['! corrupt gzip']],
    ['gzip without an end of its header', Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 65]), ['! truncated gzip']],
    ['aggregated', aggregate([one, gzipSync(two)]), [one, two]],
    ['aggregated, none', aggregate([]), []],
    ['aggregated, long', aggregate(['x'.repeat(70_000)]), ['x'.repeat(70_000)]],
    [
      'aggregated, with unknown fields',
      aggregate([one], Buffer.from([0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4])),
      [one],
    ],
  ])('reads %s', (_, data, records) => {
    expect(recordsOf(data)).toStrictEqual(records);
  });

  it('reads a name and a comment in the header of gzip', () => {
    const plain = gzipSync(one);
    const header = Buffer.from([0x1f, 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9]);
    const named = Buffer.concat([header, Buffer.from('a.json\0why\0'), Buffer.from([0, 0]), plain.subarray(10)]);

    expect(recordsOf(named)).toStrictEqual([one]);
  });

  it.each([
    ['its checksum differs', flipped(aggregate([one]), -1)],
    ['a record has no data', seal(field(3, Buffer.from([0x08, 0x00])))],
    ['a length is past the end', seal(Buffer.from([0x1a, 0x7f, 0x00]))],
    ['a number has no end', seal(Buffer.from([0x08, 0xff]))],
  ])('takes a record as plain where %s', (_, data) => {
    expect(recordsOf(data)).toStrictEqual([String(data)]);
  });

  it('bounds what one record may grow to', () => {
    const [payload] = readEvent(kinesisRecord(gzipSync(Buffer.alloc(100_000))), { maxRecordBytes: 50_000 });

    expect(payload?.kind === 'records' && payload.records[0]).toMatchObject({ reason: 'record too long' });
  });

  it('splits what was aggregated, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (records) => {
        const plain = records.filter((bytes) => bytes[0] !== 0x1f && bytes[0] !== 0xf3 && ((bytes[0] ?? 0) & 15) !== 8);

        expect(recordsOf(aggregate(plain))).toStrictEqual(plain.map((bytes) => String(Buffer.from(bytes))));
      }),
    );
  });
});

describe('classifyEvent', () => {
  it.each(['s3', 'sns-s3', 'sqs-s3', 'sqs-sns-s3'])('reads all objects of %s', async (name) => {
    expect((await classifyWhole(eventClassifier(), eventOf(name), objects)).records).toStrictEqual([
      { a: '1' },
      { a: '2' },
    ]);
  });

  it('gives ids of payload, payload record and item', async () => {
    const { batches, reasons } = await classifyWhole(eventClassifier(), eventOf('app'));
    const [entry] = batches;
    const id = entry?.kind === 'batch' ? entry.payload.id : '';

    expect(entry?.kind === 'batch' && entry.batch.counts).toStrictEqual({
      in: 3,
      classified: { 'log:a': 2 },
      rejected: { 'unknown keys': 1 },
    });
    expect(reasons).toStrictEqual(['unknown keys']);
    expect(entry?.kind === 'batch' && entry.batch.rejected[0]?.rejected).toMatchObject({
      id: `${id}.2.0`,
      position: { record: 2, item: 0 },
      service: 'streamalert_app',
    });
  });

  it('rejects an object that is missing, and goes on', async () => {
    const { records, reasons, counted } = await classifyWhole(eventClassifier(), eventOf('s3'), {
      'acme.audit.logs/logs/two.json': two,
    });

    expect([records, reasons, counted]).toStrictEqual([[{ a: '2' }], ['missing object'], 2]);
  });

  it('passes on what opening an object throws', async () => {
    // biome-ignore lint/correctness/useYield: it fails before there is anything to give.
    async function* openObject(): AsyncGenerator<Uint8Array> {
      throw new Error('access denied');
    }

    const batches = classifyEvent(eventClassifier(), s3Record('k'), { openObject });

    await expect(Array.fromAsync(batches)).rejects.toThrow('access denied');
  });

  it('counts add up, and nothing is thrown, whatever the event', async () => {
    const classifier = eventClassifier();
    const known = fc.constantFrom<Json>(
      ...['s3', 'sns', 'sqs', 'sqs-sns-s3', 'eventbridge-s3', 'app'].map(eventOf),
      kinesisRecord(one),
    );
    const anything = fc.jsonValue() as fc.Arbitrary<Json>;
    const damaged = fc.tuple(known, fc.nat(), anything).map(([event, at, value]) => replaceNode(event, at, value));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anything,
          damaged,
          fc.array(damaged).map((Records) => ({ Records })),
        ),
        async (event) => {
          const { batches, records, reasons, counted } = await classifyWhole(classifier, event, objects);

          expect(counted).toBe(records.length + reasons.length);
          expect(batches).toStrictEqual((await classifyWhole(classifier, event, objects)).batches);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const index = bytes.length + at;
  bytes[index] = (bytes[index] as number) ^ 1;
  return bytes;
}

/** The event with one of its values, counted in order of its text, replaced. */
function replaceNode(event: Json, at: number, value: Json): Json {
  const text = JSON.stringify(event);
  let nodes = 0;
  JSON.parse(text, (_key, found) => {
    nodes++;
    return found;
  });
  let seen = 0;
  return JSON.parse(text, (_key, found) => (seen++ === at % nodes ? value : found)) as Json;
}
