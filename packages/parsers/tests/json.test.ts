import { type Json, parseJson, stringifyJson } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonParser, FloatMarks, type JsonParserOptions } from '../src/index.ts';
import { findJsonSpan } from '../src/json.ts';

function candidates(options: JsonParserOptions, value: Json): unknown[] {
  const found = createJsonParser(options).candidates({ value, floats: new FloatMarks() });
  return found.map((candidate) => (candidate.ok ? candidate.value : { failed: candidate.reason }));
}

const nothing = { failed: 'nothing at json_path' };

describe('json parser', () => {
  it('gives the value itself without options', () => {
    expect(candidates({}, { a: 1 })).toStrictEqual([{ a: 1 }]);
    expect(candidates({ embeddedJson: true }, '{}')).toStrictEqual(['{}']);
  });

  it.each<[string, Json, unknown[]]>([
    ['r[*]', { r: [{ a: 1 }, 5, null] }, [{ a: 1 }, 5]],
    ['r', { r: { a: 1 } }, [{ a: 1 }]],
    ['r', { r: {} }, [nothing]],
    ['r', { r: 0 }, [nothing]],
    ['r[*]', { r: [null] }, [nothing]],
    ['r', 'text', [nothing]],
    ['length(r)', { r: 5 }, [nothing]],
    ['$.r[*]', { r: [{ a: 1 }, null] }, [{ a: 1 }, null]],
  ])('takes %s out of %j', (path, value, expected) => {
    expect(candidates({ jsonPath: [path] }, value)).toStrictEqual(expected);
  });

  it('tries paths in order until one finds something', () => {
    const jsonPath = ['Records[*]', '[*]', '@'];

    expect(candidates({ jsonPath }, { Records: [{ a: 1 }] })).toStrictEqual([{ a: 1 }]);
    expect(candidates({ jsonPath }, [{ a: 1 }, { a: 2 }])).toStrictEqual([{ a: 1 }, { a: 2 }]);
    expect(candidates({ jsonPath }, { a: 1 })).toStrictEqual([{ a: 1 }]);
  });

  it('decodes embedded JSON, each item alone', () => {
    const options = { jsonPath: ['m[*]'], embeddedJson: true };

    expect(candidates(options, { m: ['{"a":1}', 'x', '[1]', { b: 1 }] })).toStrictEqual([
      { a: 1 },
      { failed: 'embedded text is not JSON' },
      { failed: 'embedded JSON is not an object' },
      { failed: 'embedded JSON is not text' },
    ]);
  });

  const none = { failed: 'nothing at json_regex_key' };
  it.each<[string, Json, unknown]>([
    ['an object in text', { m: 'x {"k":"v"} y' }, { k: 'v' }],
    ['a short bracketed prefix', { m: '[warn] {"k":"v"}' }, { k: 'v' }],
    ['a bracketed prefix with a comma', { m: '[a, b] {"k":"v"}' }, { failed: 'embedded text is not JSON' }],
    ['two objects', { m: '{"a":1} {"b":2}' }, { failed: 'embedded text is not JSON' }],
    ['a bracketed array', { m: '["a",{"b":1}]' }, { failed: 'embedded JSON is not an object' }],
    ['an empty object', { m: '{}' }, none],
    ['a line break inside', { m: '{"a":\n1}' }, none],
    ['a second line', { m: 'x\n{"a":1}' }, { a: 1 }],
    ['an absent key', { n: '{"a":1}' }, none],
    ['a value that is no text', { m: { a: 1 } }, none],
    ['data that is no object', 'text', none],
  ])('looks in json_regex_key: %s', (_name, value, expected) => {
    expect(candidates({ jsonRegexKey: 'm' }, value)).toStrictEqual([expected]);
  });

  it('searches long text in linear time', () => {
    const text = `${'{[,'.repeat(200_000)}x`;

    expect(candidates({ jsonRegexKey: 'm' }, { m: text })).toStrictEqual([none]);
  });
});

describe('json properties', () => {
  const value = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
  const options = fc.constantFrom<JsonParserOptions>(
    {},
    { jsonPath: ['r[*]', '$..a', '@'] },
    { jsonPath: ['sort(r)', 'r[?a > `1`].b', 'trim(m)', 'max_by(r, &a)'] },
    { jsonPath: ['r[*].m'], embeddedJson: true },
    { jsonRegexKey: 'm' },
  );
  const data = fc.oneof(value, fc.record({ r: value, m: fc.oneof(value, fc.json()) }) as fc.Arbitrary<Json>);

  it('never throws, and gives at least one candidate', () => {
    fc.assert(
      fc.property(options, data, (chosen, found) => {
        const parser = createJsonParser(chosen);
        const input = { value: found, floats: new FloatMarks() };

        expect(parser.candidates(input).length).toBeGreaterThan(0);
        expect(parser.candidatesOfItem(input)).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  it('reads back objects that are embedded in text', () => {
    const object = fc.dictionary(fc.string(), value, { minKeys: 1 });
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '<', '4', '>', '"', 'é') });
    fc.assert(
      fc.property(object, around, around, (record, before, after) => {
        const text = stringifyJson(record);
        const read = parseJson(text);

        expect(candidates({ jsonRegexKey: 'm' }, { m: `${before}${text}${after}` })).toStrictEqual([read]);
        expect(candidates({ jsonPath: ['m'], embeddedJson: true }, { m: text })).toStrictEqual([read]);
      }),
    );
  });

  it('looks for an object where the expression of 3.5 finds one', () => {
    const expression = /\{[^\n]+[:,][^\n]+\}|\[[^\n]+[:,][^\n]+\]/;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ':', ',', 'a', '\n', '\r', '😀') }), (text) => {
        expect(findJsonSpan(text)).toBe(expression.exec(text)?.[0]);
      }),
      { numRuns: 2000 },
    );
  });
});
