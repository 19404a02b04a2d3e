import { search } from '@jmespath-community/jmespath';
import type { Json } from '@streamalert/core';
import fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { describe, expect, it } from 'vitest';
import { compileJsonPath, everyItem, JsonPathError } from '../src/index.ts';

const names = ['a', 'b', 'Records'];
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, 0, 1, '', 'x', true, false),
    fc.array(tie('tree'), { maxLength: 3 }) as fc.Arbitrary<Json>,
    fc.dictionary(fc.constantFrom(...names), tie('tree')) as fc.Arbitrary<Json>,
  ),
}));

const name = fc.constantFrom(...names);
const index = fc.integer({ min: -2, max: 2 });

describe('compileJsonPath', () => {
  it('finds on plain JMESPath what the library finds', () => {
    const step = fc.oneof(
      name.map((key) => `.${key}`),
      name.map((key) => `."${key}"`),
      index.map((at) => `[${at}]`),
      fc.constant('[*]'),
    );
    const expression = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('').replace(/^\./, ''));

    fc.assert(
      fc.property(expression, tree, (path, root) => {
        const compiled = compileJsonPath(path);

        expect(compiled.steps).toBeDefined();
        expect(compiled.evaluate(root)).toStrictEqual(search(root as never, path));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds on plain JSONPath what the library finds', () => {
    const step = fc.oneof(
      name.map((key) => `.${key}`),
      fc.nat(2).map((at) => `[${at}]`),
      fc.constant('[*]'),
    );
    const expression = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => `$${steps.join('')}`);

    fc.assert(
      fc.property(expression, tree, (path, root) => {
        const compiled = compileJsonPath(path);
        const found: unknown = JSONPath({ path, json: root as object, wrap: false, eval: false });

        expect(compiled.steps).toBeDefined();
        expect(compiled.evaluate(root)).toStrictEqual(found ?? null);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['Records[*]', ['Records', everyItem]],
    ['@', []],
    ['$', []],
    ['$.a[0]', ['a', 0]],
    ['"a-b".c', ['a-b', 'c']],
    ['a[?b==`1`]', undefined],
    ['a | [0]', undefined],
    ["$..a['b']", undefined],
  ])('knows the steps of %s', (expression, steps) => {
    expect(compileJsonPath(expression).steps).toStrictEqual(steps);
  });

  it.each(['Records[', 'a..b', '$.a[?(@.b == 1)]', '$.a[(@.length-1)]'])('refuses %s', (expression) => {
    expect(() => compileJsonPath(expression)).toThrow(JsonPathError);
  });

  it('sees no inherited names', () => {
    expect(compileJsonPath('constructor').evaluate({})).toBeNull();
    expect(compileJsonPath('$.constructor').evaluate({})).toBeNull();
  });

  it.each([
    ['trim(a)', '\t\u0085 x \n y \ufeff\n', 'x \n y'],
    ['trim_left(a)', ' x ', 'x '],
    ['trim_right(a)', ' x ', ' x'],
    ["trim(a, '-^')", '^-x-y-^', 'x-y'],
    ["trim(a, '')", ' x ', 'x'],
  ])('trims by %s', (expression, a, trimmed) => {
    expect(compileJsonPath(expression).evaluate({ a })).toBe(trimmed);
  });

  it('trims in linear time a text with very much white space inside', () => {
    const a = `x${' '.repeat(1_000_000)}x`;

    expect(compileJsonPath('trim(a)').evaluate({ a })).toBe(a);
  });
});
