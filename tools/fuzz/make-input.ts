import type { Random } from '../example-logs/random.ts';

/** Pieces on which readers of text and JSON have stumbled. */
const pieces: readonly Buffer[] = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\\u',
    '\\ud800',
    '\\u0000',
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '=',
    '-',
    '<13>',
  ],
  ...[
    'null',
    'true',
    'NaN',
    '-Infinity',
    '1e400',
    '-0',
    '3.0',
    '1.',
    '01',
    '9007199254740993',
    '123456789012345678901',
    '{}',
    '[]',
    '""',
  ],
  ...[
    '"__proto__":',
    '"constructor":{}',
    '"a":1,"a":2',
    '{"Records":[',
    '[{',
    '}]',
    ']}',
    'é',
    '日本',
    '\u2028',
    '\ufeff',
    '😀',
  ],
  ...['Jan  1 10:00:00 host app[1]: ', '<34>1 2026-11-20T00:00:00Z host app - - - ', 'a=1 b="x y" ', '"a,b",'],
].map((text) => Buffer.from(text));
const bytePieces = [
  [0xff],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0, 0, 0xfe, 0xff],
];
const all: readonly Buffer[] = [...pieces, ...bytePieces.map((bytes) => Buffer.from(bytes))];

/** Bytes that a log may hold: noise, pieces in a row, or a real log after some changes. */
export function makeInput(random: Random, corpus: readonly Buffer[]): Buffer {
  switch (random.integer(8)) {
    case 0:
      return Buffer.from(Array.from({ length: random.integer(40) }, () => random.integer(256)));
    case 1:
      return Buffer.concat(Array.from({ length: random.integer(20) }, () => random.pick(all)));
    case 2:
      return linesOf(random, corpus);
    default:
      return change(random, random.pick(corpus), corpus);
  }
}

/** Several logs, one a line, some of them changed. */
function linesOf(random: Random, corpus: readonly Buffer[]): Buffer {
  const lines = Array.from({ length: 1 + random.integer(4) }, () => {
    const line = random.pick(corpus);
    return random.integer(2) === 0 ? line : change(random, line, corpus);
  });
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
}

function change(random: Random, original: Buffer, corpus: readonly Buffer[]): Buffer {
  let bytes = original;
  for (let times = random.integer(5); times >= 0; times--) bytes = changeOnce(random, bytes, corpus);
  return bytes;
}

function changeOnce(random: Random, bytes: Buffer, corpus: readonly Buffer[]): Buffer {
  const at = random.integer(bytes.length + 1);
  const length = random.integer(random.pick([2, 9, 60]));
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random.integer(6)) {
    case 0:
      return Buffer.concat([before, random.pick(all), after]);
    case 1:
      return Buffer.concat([before, random.pick(all), after.subarray(length)]);
    case 2:
      return Buffer.concat([before, after.subarray(length)]);
    case 3:
      return Buffer.concat([before, after.subarray(0, length), after]);
    case 4:
      return Buffer.concat([before, Buffer.from([random.integer(256)]), after.subarray(1)]);
    default: {
      const other = random.pick(corpus);
      return Buffer.concat([before, other.subarray(random.integer(other.length + 1))]);
    }
  }
}
