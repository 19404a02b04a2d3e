import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../src/index.ts';
import { encodeFirehoseRecord, firehoseLimits, packFirehoseBatches, selectRetainedLogs } from '../src/wire/index.ts';

describe('encodeFirehoseRecord', () => {
  it.each<[string, string, string]>([
    [
      'turns what is no letter, digit or underscore into one, but not inside arrays',
      '{"a-b":1,"é":3,"l":[{"x-y":4}],"o":{"p.q":{"r s":5}}}',
      '{"a_b":1,"\\u00e9":3,"l":[{"x-y":4}],"o":{"p_q":{"r_s":5}}}\n',
    ],
    ['44: keeps the last of keys that become the same', '{"a-b":1,"a.b":2}', '{"a_b":2}\n'],
    ['renames the envelope', '{"streamalert:envelope_keys":{"a:b":1}}', '{"streamalert_envelope_keys":{"a_b":1}}\n'],
    ['leaves values alone', '{"a":"x-y \\u65e5","n":9007199254740993}', '{"a":"x-y \\u65e5","n":9007199254740993}\n'],
    [
      'keeps every digit and letter of any script',
      '{"日本":1,"٣":2,"a b":3}',
      '{"\\u65e5\\u672c":1,"\\u0663":2,"a_b":3}\n',
    ],
    ['takes a key of any name', '{"__proto__":{"a-b":1}}', '{"__proto__":{"a_b":1}}\n'],
  ])('%s', (_name, json, line) => {
    expect(encodeFirehoseRecord(parseJson(json) as never)).toBe(line);
  });

  it('writes null for numbers that JSON lacks', () => {
    expect(encodeFirehoseRecord({ a: Number.NaN, b: Number.POSITIVE_INFINITY })).toBe('{"a":null,"b":null}\n');
  });
});

describe('packFirehoseBatches', () => {
  it('begins a batch after 500 records', () => {
    const { batches } = packFirehoseBatches(Array.from({ length: 1001 }, () => '{}\n'));

    expect(batches.map(({ lines, bytes }) => [lines.length, bytes])).toStrictEqual([
      [500, 1500],
      [500, 1500],
      [1, 3],
    ]);
  });

  it('fills a batch up to its last byte, counted in UTF-8', () => {
    // Two bytes each in UTF-8.
    const line = 'é'.repeat(400_000);

    const { batches } = packFirehoseBatches([line, line, line, line, line, '\n']);

    expect(batches.map(({ lines, bytes }) => [lines.length, bytes])).toStrictEqual([
      [5, 4_000_000],
      [1, 1],
    ]);
  });

  it('names lines that are too large, and loses none beside them', () => {
    const largest = 'x'.repeat(firehoseLimits.lineBytes);

    const { batches, tooLarge } = packFirehoseBatches(['a', `${largest}x`, largest, 'é'.repeat(500_000), 'b']);

    expect([batches.map(({ lines }) => lines), tooLarge]).toStrictEqual([[['a', largest, 'b']], [1, 3]]);
  });

  it('keeps every line, in order, within the limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_100_000 }), { maxLength: 12 }), (lengths) => {
        const lines = lengths.map((length, at) => String(at).padEnd(length + 2, '.'));

        const { batches, tooLarge } = packFirehoseBatches(lines);

        expect(batches.flatMap((batch) => batch.lines)).toStrictEqual(
          lines.filter((_line, at) => !tooLarge.includes(at)),
        );
        expect(batches.every(({ bytes }) => bytes <= firehoseLimits.batchBytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('selectRetainedLogs', () => {
  const all = ['vpn:login', 'vpn:logout', 'vpn', 'okta:events', 'osquery:a:b'];

  it.each<[string, string[], string[], string[]]>([
    ['a source: all of its log types', ['vpn'], ['vpn:login', 'vpn:logout', 'vpn'], []],
    ['a log type: no other', ['vpn:login', 'okta:events'], ['vpn:login', 'okta:events'], []],
    ['more parts: the log type of this name', ['osquery:a:b'], ['osquery:a:b'], []],
    ['names that no log type has', ['vpn:logni', 'okta', 'a:b:c'], ['okta:events'], ['vpn:logni', 'a:b:c']],
    ['nothing', [], [], []],
  ])('takes %s', (_name, enabled, logTypes, unknown) => {
    const selected = selectRetainedLogs(enabled, all);

    expect([[...selected.logTypes], selected.unknown]).toStrictEqual([logTypes, unknown]);
  });
});
