import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { recordId, sha256 } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxBodyBytes, PositionError } from '../src/index.ts';
import { bzip2OfFiftyRecords } from './helpers/bzip2.ts';
import { classifierOf, classify, schema } from './helpers/classify.ts';

const paths = { jsonPath: ['Records[*]', '[*]', '@'], optionalTopLevelKeys: ['note'] };
const event = schema('log:event', { id: 'integer', text: 'string', note: 'string' }, paths);
const other = schema('log:other', { other: 'string' }, { jsonPath: ['Records[*]', '@'] });

const records = (count: number) => Array.from({ length: count }, (_, id) => ({ id, text: `text ${id} é` }));
const withDefault = (count: number) => records(count).map((record) => ({ ...record, note: '' }));

const small = { maxRecordBytes: 400, batchBytes: 300, maxQuarantineBytes: 100 };

describe('classify', () => {
  const document = JSON.stringify({ Records: records(50) });
  const shapes: readonly (readonly [string, string])[] = [
    ['records under a key', document],
    ['a top-level array', JSON.stringify(records(50))],
    ['a pretty-printed document', JSON.stringify({ Records: records(50) }, undefined, 2)],
    [
      'a pretty-printed array with Windows line ends',
      JSON.stringify(records(50), undefined, 2).replaceAll('\n', '\r\n'),
    ],
    [
      'JSON lines',
      records(50)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    ],
    [
      'JSON lines without the last line feed',
      records(50)
        .map((record) => JSON.stringify(record))
        .join('\n'),
    ],
    ['JSON lines of documents', `${document}\n`.repeat(1) + '\n'],
    ['records after other keys', JSON.stringify({ version: 1, more: { a: [1] }, Records: records(50), end: null })],
    ['a byte order mark', `\ufeff${document}`],
  ];

  it.each(shapes)('reads %s', async (_name, content) => {
    const { records: found, reasons, batches } = await classify(classifierOf([other, event]), content);

    expect(reasons).toStrictEqual([]);
    expect(found).toStrictEqual(withDefault(50));
    expect(batches.map(({ counts, done }) => ({ counts, done }))).toStrictEqual([
      { counts: { in: 50, classified: { 'log:event': 50 }, rejected: {} }, done: true },
    ]);
  });

  it.each(shapes)('reads %s in bounded memory, however it is cut', async (_name, content) => {
    const classifier = classifierOf([other, event], small);

    const whole = await classify(classifier, content);
    const inChunks = await classify(classifier, content, { chunkBytes: 7 });

    expect(whole.records).toStrictEqual(withDefault(50));
    expect(whole.batches.length).toBeGreaterThan(3);
    expect(inChunks.batches).toStrictEqual(whole.batches);
  });

  it.each(shapes)('resumes in %s after any batch', async (_name, content) => {
    const classifier = classifierOf([other, event], small);
    const { batches } = await classify(classifier, content);

    for (const [index, { position }] of batches.entries()) {
      const rest = await classify(classifier, content, { resume: JSON.parse(JSON.stringify(position)) });

      const expected = index + 1 < batches.length ? batches.slice(index + 1) : [];
      expect(rest.batches.slice(0, expected.length)).toStrictEqual(expected);
      expect(rest.records.length).toBe(expected.flatMap(({ bodies }) => bodies).reduce((sum, b) => sum + b.records, 0));
    }
  });

  it('resumes in a compressed object', async () => {
    const classifier = classifierOf([event], small);
    const content = gzipSync(document);
    const { batches } = await classify(classifier, content);

    const rest = await classify(classifier, content, { resume: batches[1]?.position ?? null });

    expect(rest.batches).toStrictEqual(batches.slice(2));
  });

  it('refuses a position it did not give out', async () => {
    await expect(classify(classifierOf([event]), document, { resume: { at: -1 } })).rejects.toThrow(PositionError);
  });

  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(document)],
    ['gzip of several members', Buffer.concat([gzipSync(document.slice(0, 99)), gzipSync(document.slice(99))])],
    ['zstd', zstdCompressSync(document)],
    ['bzip2', bzip2OfFiftyRecords],
    ['UTF-16', Buffer.from(`\ufeff${document}`, 'utf16le')],
    ['UTF-16 inside gzip', gzipSync(Buffer.from(document, 'utf16le'))],
  ])('reads %s', async (_name, content) => {
    expect((await classify(classifierOf([event]), content)).records).toStrictEqual(withDefault(50));
    expect((await classify(classifierOf([event]), content, { chunkBytes: 100 })).records).toStrictEqual(
      withDefault(50),
    );
  });

  describe('of more than is decompressed in one go', () => {
    // Hex of hashes is hard to compress: two megabytes of it stay more than one.
    const many = Array.from({ length: 15_000 }, (_, id) => ({ id, text: sha256(`a${id}`) + sha256(`b${id}`) }));
    const inDocument = JSON.stringify({ Records: many });

    it.each<[string, Uint8Array]>([
      ['a document in gzip', gzipSync(inDocument)],
      ['a document in zstd', zstdCompressSync(inDocument)],
      ['JSON lines in gzip', gzipSync(many.map((record) => `${JSON.stringify(record)}\n`).join(''))],
      ['a document of UTF-16 in gzip', gzipSync(Buffer.from(inDocument, 'utf16le'))],
    ])('reads %s', async (_name, content) => {
      const { records: found, reasons } = await classify(classifierOf([event]), content, { chunkBytes: 256 * 1024 });

      expect(reasons).toStrictEqual([]);
      expect(found).toStrictEqual(many.map((record) => ({ ...record, note: '' })));
      expect(content.length).toBeGreaterThan(1024 * 1024);
    });
  });

  it('finds nothing in an empty object', async () => {
    const { batches } = await classify(classifierOf([event]), '');

    expect(batches.map(({ counts, done }) => [counts.in, done])).toStrictEqual([[0, true]]);
  });

  it('gives ids of payload, position and item', async () => {
    const inDocument = await classify(classifierOf([event]), JSON.stringify({ Records: records(3) }));
    const inLines = await classify(classifierOf([event]), '{"id":0,"text":""}\n\n{"id":1,"text":""}\n');

    expect(inDocument.messages.map(({ id }) => id)).toStrictEqual(
      [0, 1, 2].map((item) => recordId('payload', 0, item)),
    );
    expect(inLines.messages.map(({ id }) => id)).toStrictEqual([recordId('payload', 0, 0), recordId('payload', 2, 0)]);
  });

  it('writes one message a line, and the same body twice with the same id', async () => {
    const pretty = JSON.stringify({ Records: records(3) }, undefined, 2);

    const first = await classify(classifierOf([event]), pretty);
    const second = await classify(classifierOf([event]), pretty);

    expect(
      Buffer.from(first.batches[0]?.bodies[0]?.text ?? [])
        .toString()
        .split('\n'),
    ).toHaveLength(3);
    expect(first.batches).toStrictEqual(second.batches);
  });

  it('packs bodies within the limit of the queue, and a larger record alone', async () => {
    const large = [1000, 100_000, 100_000, 100_000, 400_000, 10].map((size, id) => ({ id, text: 'x'.repeat(size) }));

    const { batches } = await classify(classifierOf([event]), JSON.stringify({ Records: large }));

    const bodies = batches.flatMap((batch) => batch.bodies);
    expect(bodies.map((body) => body.records)).toStrictEqual([3, 1, 1, 1]);
    expect(bodies.filter(({ text }) => text.length > maxBodyBytes)).toHaveLength(1);
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(4);
  });

  it('lets the first schema that takes any record decide about all', async () => {
    const content = JSON.stringify({ Records: [{ other: 'x' }, { id: 1, text: '' }, { other: 'y' }] });

    const eventFirst = await classify(classifierOf([event, other]), content);
    const otherFirst = await classify(classifierOf([other, event]), content);

    expect([eventFirst.records.length, eventFirst.reasons]).toStrictEqual([1, ['unknown keys', 'unknown keys']]);
    expect([otherFirst.records.length, otherFirst.reasons]).toStrictEqual([2, ['unknown keys']]);
    expect(eventFirst.rejected[0]?.rejected.nearest).toStrictEqual({
      log_schema_type: 'log:event',
      missing: ['id', 'text'],
      unexpected: ['other'],
      wrong_type: [],
    });
  });
});

describe('classify, on bad input', () => {
  const lines = (...middle: readonly (string | Uint8Array)[]): Buffer =>
    Buffer.concat(['{"id":1,"text":"a"}\n', ...middle, '\n{"id":2,"text":"b"}\n'].map((part) => Buffer.from(part)));
  const deep = '{"id":1,"text":"a","note":'.concat('['.repeat(5000), ']'.repeat(5000), '}');

  it.each<[string, Buffer, string]>([
    ['a line that is not JSON', lines('{"id":'), 'not JSON'],
    ['a line of invalid UTF-8', lines('{"id":3,"text":"', Buffer.from([0xff]), '"}'), 'invalid UTF-8'],
    ['binary data', lines(Buffer.from([1, 2, 3, 200])), 'invalid UTF-8'],
    ['zero bytes', lines(Buffer.alloc(8)), 'not JSON'],
    ['a line that is nested too deeply', lines(deep), 'too deep'],
    ['a line with an unknown key', lines('{"id":3,"text":"c","more":1}'), 'unknown keys'],
    ['a line with a missing key', lines('{"id":3}'), 'missing keys'],
    ['a line with a wrong type', lines('{"id":"x","text":"c"}'), 'wrong type'],
    ['a line that is a number', lines('5'), 'not an object'],
    ['an empty list of records', lines('{"Records":[]}'), 'unknown keys'],
  ])('rejects %s alone', async (_name, content, reason) => {
    const { records: found, rejected, reasons } = await classify(classifierOf([event]), content);

    expect(found.map((record) => (record as { id: number }).id)).toStrictEqual([1, 2]);
    expect(reasons).toStrictEqual([reason]);
    expect(rejected[0]?.rejected.position).toStrictEqual({ record: 1, item: 0 });
    expect(rejected[0]?.rejected.id).toBe(recordId('payload', 1, 0));
    expect(content.includes(Buffer.from(rejected[0]?.data ?? 'absent'))).toBe(true);
  });

  it('rejects a line that is too long, keeps its beginning, and goes on', async () => {
    const content = lines('x'.repeat(5000));

    for (const chunkBytes of [content.length, 64]) {
      const result = await classify(classifierOf([event], small), content, { chunkBytes });

      expect(result.records).toHaveLength(2);
      expect(result.reasons).toStrictEqual(['line longer than 400 bytes']);
      expect(result.rejected[0]?.data).toHaveLength(100);
      expect(result.rejected[0]?.rejected.detail).toContain('5000 bytes at byte 20');
    }
  });

  it('keeps the bytes of rejected records, however they come', async () => {
    const long = Array.from({ length: 300 }, (_, at) => `${at},`).join('');
    const bad = (at: number) => [`{"id":${at}}`, `no JSON ${at}`, '{"id":1,"text":""}', at % 10 === 0 ? long : '5'];
    const content = Array.from({ length: 4000 }, (_, at) => bad(at))
      .flat()
      .join('\n');
    const classifier = classifierOf([event], small);

    const whole = await classify(classifier, content);
    const inChunks = await classify(classifier, content, { chunkBytes: 5000 });

    expect(inChunks.batches).toStrictEqual(whole.batches);
    expect(whole.rejected.map(({ data }) => Buffer.from(data).toString())).toStrictEqual(
      content
        .split('\n')
        .filter((line) => !line.includes('text'))
        .map((line) => line.slice(0, 100)),
    );
  });

  it('rejects a long document without records as one', async () => {
    const content = JSON.stringify({ a: 'x'.repeat(1000), b: 1 }, undefined, 1);

    const { reasons } = await classify(classifierOf([event], small), content, { chunkBytes: 50 });

    expect(reasons).toStrictEqual(['document longer than 400 bytes']);
  });

  it.each([
    ['{"Records":[{"id":1,"text":"a"},{"id":', 'truncated JSON'],
    ['{"Records":[{"id":1,"text":"a"},nonsense]}', 'not JSON'],
    [`{"Records":[{"id":1,"text":"${'x'.repeat(1000)}"}]}`, 'record longer than 400 bytes'],
  ])('rejects what breaks in a long document: %.45s', async (end, reason) => {
    const good = records(20).map((record) => JSON.stringify(record));
    const content = `{"Records":[${good.join(',')},${end.slice('{"Records":['.length)}`;

    const { records: found, reasons } = await classify(classifierOf([event], small), content);

    expect(found.length).toBeGreaterThanOrEqual(20);
    expect(reasons).toStrictEqual([reason]);
  });

  it('rejects items of invalid UTF-8 or too deep alone', async () => {
    const invalid = Buffer.from([0xff]);
    const content = Buffer.concat(
      ['{"Records":[{"id":1,"text":"', invalid, `"},{"id":2,"text":"é"},${deep}]}`].map((part) => Buffer.from(part)),
    );

    const { records: found, reasons } = await classify(classifierOf([event]), content);

    expect(found).toStrictEqual([{ id: 2, text: 'é', note: '' }]);
    expect(reasons).toStrictEqual(['invalid UTF-8', 'too deep']);
  });

  const document = JSON.stringify({ Records: records(500) });
  const compressed: readonly (readonly [string, Uint8Array])[] = [
    ['gzip', gzipSync(document)],
    ['zstd', zstdCompressSync(document)],
    ['bzip2', bzip2OfFiftyRecords],
  ];

  it.each(compressed)('classifies what a truncated %s object holds', async (name, content) => {
    const result = await classify(classifierOf([event]), content.subarray(0, content.length - 12));

    expect(result.reasons.filter((reason) => reason === `truncated ${name}`)).toHaveLength(1);
    expect(result.batches.at(-1)?.done).toBe(true);
  });

  it('hands on the records before the break of a gzip object', async () => {
    const content = gzipSync(
      records(20_000)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    );

    const { records: found, reasons } = await classify(classifierOf([event]), content.subarray(0, content.length / 2));

    expect(found.length).toBeGreaterThan(5000);
    expect(found).toStrictEqual(withDefault(20_000).slice(0, found.length));
    expect(reasons).toStrictEqual(['truncated gzip']);
  });

  it('rejects a corrupt gzip object', async () => {
    const content = Buffer.concat([gzipSync('x').subarray(0, 10), deflateSync('junk that is no raw deflate')]);

    expect((await classify(classifierOf([event]), content)).reasons).toStrictEqual(['corrupt gzip']);
  });

  it('rejects a payload of an unknown source as one', async () => {
    const { reasons, batches } = await classify(classifierOf([event]), document, {
      source: { service: 's3', resource: 'x' },
    });

    expect(reasons).toStrictEqual(['unknown source']);
    expect(batches[0]?.counts.in).toBe(1);
  });

  it('passes on what opening the object throws', async () => {
    const classifier = classifierOf([event]);
    async function* open(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"id":1');
      throw new Error('connection reset');
    }

    const batches = classifier.classify({ id: 'p', source: { service: 's3', resource: 'bucket' }, origin: 'x', open });

    await expect(Array.fromAsync(batches)).rejects.toThrow('connection reset');
  });

  it('counts add up, and nothing is thrown, whatever the bytes', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc
        .constantFrom('{"id":1,"text":"a"}', '\n', '{"Records":[', ']}', ',', '[', ']', '"', '\u00e9', '  ', '1')
        .map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.integer({ min: 1, max: 50 }),
        async (pieces, chunkBytes) => {
          const content = Buffer.concat(pieces);

          const {
            batches,
            records: found,
            rejected,
          } = await classify(classifierOf([event], small), content, { chunkBytes });

          const total = batches.reduce((sum, { counts }) => sum + counts.in, 0);
          expect(total).toBe(found.length + rejected.length);
          expect(batches.filter(({ done }) => done)).toStrictEqual(batches.slice(-1));
        },
      ),
      { numRuns: 300 },
    );
  });
});
