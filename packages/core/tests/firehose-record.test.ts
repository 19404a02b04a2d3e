import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../src/index.ts';
import {
  encodeFirehoseRecord,
  firehoseLimits,
  type PackedBatches,
  packFirehoseBatches,
  retainedLogOptions,
  selectRetainedLogs,
} from '../src/wire/index.ts';

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
  const textsOf = ({ batches }: PackedBatches) => batches.map(({ records }) => records.map(({ text }) => text));

  it('puts lines into a record until it is full, as Firehose bills each record as 5 KB at least', () => {
    const line = `${'x'.repeat(32_767)}\n`;

    const { batches } = packFirehoseBatches([line, line, line, '{}\n']);

    expect(batches.map(({ records }) => records.map(({ bytes, lines }) => [bytes, lines]))).toStrictEqual([
      [
        [65_536, [0, 1]],
        [32_771, [2, 3]],
      ],
    ]);
  });

  it('begins a batch after 500 records', () => {
    const line = `${'x'.repeat(65_535)}\n`;
    const large = Array.from({ length: 70 }, () => line);
    const alone = Array.from({ length: 1001 }, () => '{"n":99999999999999999999}\n');

    expect(packFirehoseBatches(large).batches.map(({ records }) => records.length)).toStrictEqual([61, 9]);
    expect(packFirehoseBatches(alone).batches.map(({ records }) => records.length)).toStrictEqual([500, 500, 1]);
  });

  it('fills a batch up to its last byte, counted in UTF-8', () => {
    // Two bytes each in UTF-8.
    const line = 'é'.repeat(400_000);

    const { batches } = packFirehoseBatches([line, line, line, line, line, '\n']);

    expect(batches.map(({ records, bytes }) => [records.length, bytes])).toStrictEqual([
      [5, 4_000_000],
      [1, 1],
    ]);
  });

  it('names lines that are too large, and loses none beside them', () => {
    const largest = 'x'.repeat(firehoseLimits.lineBytes);

    const packed = packFirehoseBatches(['a', `${largest}x`, largest, 'é'.repeat(500_000), 'b']);

    expect([textsOf(packed), packed.tooLarge]).toStrictEqual([[['a', largest, 'b']], [1, 3]]);
  });

  it.each([
    ['an integer over 64 bits', '{"n":9223372036854775808}\n'],
    ['one below them', '{"n":-9223372036854775809}\n'],
    ['a longer one, in a list', '{"n":[1,123456789012345678901]}\n'],
    ['a float over a double', '{"n":1.5e400}\n'],
  ])('leaves %s alone, so that it takes no other along when its column cannot hold it', (_, line) => {
    expect(textsOf(packFirehoseBatches(['a\n', 'b\n', line, 'c\n']))).toStrictEqual([['a\nb\n', line, 'c\n']]);
  });

  it('does so with no nanoseconds and no small float', () => {
    const lines = ['{"n":1764000000000000000}\n', '{"n":1.5e-7}\n'];

    expect(textsOf(packFirehoseBatches(lines))).toStrictEqual([[lines.join('')]]);
  });

  it('keeps every line, in order, within the limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_100_000 }), { maxLength: 12 }), (lengths) => {
        const lines = lengths.map((length, at) => `${String(at).padEnd((length % 5 === 0 ? 9 : length) + 2, '.')}\n`);

        const { batches, tooLarge } = packFirehoseBatches(lines);

        const records = batches.flatMap((batch) => batch.records);
        expect(records.map(({ text }) => text).join('')).toBe(
          lines.filter((_line, at) => !tooLarge.includes(at)).join(''),
        );
        expect([...records.flatMap((record) => record.lines), ...tooLarge].sort((a, b) => a - b)).toStrictEqual(
          lines.map((_, at) => at),
        );
        expect(batches.every(({ bytes }) => bytes <= firehoseLimits.batchBytes)).toBe(true);
        expect(records.every(({ bytes, lines: own }) => own.length === 1 || bytes <= firehoseLimits.sharedBytes)).toBe(
          true,
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('retainedLogOptions', () => {
  it('takes the options of a log type, or else those of its source', () => {
    const enabled = { vpn: 'source', 'vpn:login': 'own' };

    expect(['vpn:login', 'vpn:logout', 'okta:events'].map((name) => retainedLogOptions(name, enabled))).toStrictEqual([
      'own',
      'source',
      undefined,
    ]);
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
