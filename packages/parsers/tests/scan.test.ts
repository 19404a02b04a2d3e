import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createScan,
  hasDecimal,
  hasHugeNumber,
  hasLineBreak,
  incomplete,
  invalid,
  kinds,
  scan,
  skipSpace,
} from '../src/index.ts';

const report = createScan();

/** Whether the whole text is JSON, as the scanner sees it. */
function accepts(text: string): boolean {
  const bytes = Buffer.from(text);
  const end = scan(bytes, 0, bytes.length, report);
  return end >= 0 && skipSpace(bytes, end, bytes.length, report) === bytes.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with a few characters changed, most of it no longer JSON. */
const damaged = fc
  .tuple(
    fc.oneof(fc.json(), fc.constantFrom(' {"a" : [1, -2.5e+3 ,{"b":null}], "\\u00e9\\n":"x"} ', '[[[]],{},"",0]')),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...'{}[]",:\\u0123456789eE+-.truefalsn \n\t\r\u0001xé')), {
      maxLength: 3,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((result, [place, removed, inserted]) => {
      const at = place % (result.length + 1);
      return result.slice(0, at) + inserted + result.slice(at + removed);
    }, text),
  );

describe('scan', () => {
  it('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(damaged, (text) => accepts(text) === isJson(text)),
      { numRuns: 20_000 },
    );
  });

  it('calls no beginning of JSON invalid', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, cut) => {
        const bytes = Buffer.from(text);
        return scan(bytes, 0, cut % bytes.length, report) !== invalid;
      }),
    );
  });

  it('reports where keys and values lie', () => {
    const text = ' {"a": 1, "b\\n" :[1,{}],"c":"x"}';
    const bytes = Buffer.from(text);

    const end = scan(bytes, 0, bytes.length, report);

    const slice = (from: Int32Array, to: Int32Array) =>
      Array.from({ length: report.count }, (_, entry) => text.slice(from[entry], to[entry]));
    expect(end).toBe(text.length);
    expect(slice(report.keyStart, report.keyEnd)).toStrictEqual(['a', 'b\\n', 'c']);
    expect(slice(report.valueStart, report.valueEnd)).toStrictEqual(['1', '[1,{}]', '"x"']);
    expect([...report.valueKind.subarray(0, 3)]).toStrictEqual([kinds.integer, kinds.array, kinds.string]);
    expect(report.depth).toBe(3);
  });

  it.each([
    ['{"a":1,\n"b":2}', hasLineBreak],
    ['{"a":[1.5]}', hasDecimal],
    ['{"a":1e400}', hasDecimal | hasHugeNumber],
    [`{"a":${'9'.repeat(400)}}`, hasHugeNumber],
    ['{"a":"1.5\\n"}', 0],
  ])('raises flags for %.20s', (text, flags) => {
    const bytes = Buffer.from(text);

    scan(bytes, 0, bytes.length, report);

    expect(report.flags).toBe(flags);
  });

  it('gives records of one shape one signature', () => {
    const signatureOf = (text: string): number => {
      scan(Buffer.from(text), 0, Buffer.byteLength(text), report);
      return report.signature;
    };

    expect(signatureOf('{"a":1,"b":"x"}')).toBe(signatureOf('{"a": 27,"b":"y z"}'));
    expect(signatureOf('{"a":1,"b":"x"}')).not.toBe(signatureOf('{"b":"x","a":1}'));
    expect(signatureOf('{"a":1,"b":"x"}')).not.toBe(signatureOf('{"a":1,"b":null}'));
  });

  it('scans a million open brackets without recursion', () => {
    const bytes = Buffer.from(`${'['.repeat(1e6)}${']'.repeat(1e6)}`);

    expect(scan(bytes, 0, 1e6, report)).toBe(incomplete);
    expect(scan(bytes, 0, bytes.length, report)).toBe(bytes.length);
    expect(report.depth).toBe(1e6);
  });

  it('reports more entries than it had room for', () => {
    const record = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, index]));
    const bytes = Buffer.from(JSON.stringify(record));

    scan(bytes, 0, bytes.length, report);

    expect(report.count).toBe(1000);
    expect(bytes.toString('utf8', report.keyStart[999], report.keyEnd[999])).toBe('key999');
  });
});
