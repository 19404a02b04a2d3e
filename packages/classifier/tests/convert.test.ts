import { describe, expect, it } from 'vitest';
import { classifierOf, classify, schema, source } from './helpers/classify.ts';

const types = { string: 'string', integer: 'integer', float: 'float', boolean: 'boolean', map: {}, list: [] } as const;
type Column = keyof typeof types;

/** `undefined`: the value is not accepted. `same`: it is kept. */
const same = Symbol('same');
type Cell = unknown;

/** One row of the matrix of spec 01 §2.3, and more: input, then string, integer, float, boolean, map, list. */
const matrix: readonly (readonly [string, Cell, Cell, Cell, Cell, Cell, Cell])[] = [
  ['null', same, same, same, same, same, same],
  ['""', same, same, same, same, same, same],
  ['0', same, same, same, same, same, same],
  ['0.0', same, same, same, same, same, same],
  ['false', same, same, same, same, same, same],
  ['[]', same, same, same, same, same, same],
  ['{}', same, same, same, same, same, same],
  ['"x"', same, undefined, undefined, false, same, undefined],
  ['7', '7', 7, 7, false, same, undefined],
  ['1.9', '1.9', 1, 1.9, false, same, undefined],
  ['-1.9', '-1.9', -1, -1.9, false, same, undefined],
  ['"1.9"', same, undefined, 1.9, false, same, undefined],
  ['" 12 "', same, 12, 12, false, same, undefined],
  ['"\\u00a012\\u00a0"', same, 12, 12, false, same, undefined],
  ['"\\ufeff12"', same, undefined, undefined, false, same, undefined],
  ['"+5"', same, 5, 5, false, same, undefined],
  ['"-0"', same, 0, -0, false, same, undefined],
  ['"1_000"', same, 1000, 1000, false, same, undefined],
  ['"1__000"', same, undefined, undefined, false, same, undefined],
  ['"_1"', same, undefined, undefined, false, same, undefined],
  ['"0x10"', same, undefined, undefined, false, same, undefined],
  ['"1e3"', same, undefined, 1000, false, same, undefined],
  ['".5"', same, undefined, 0.5, false, same, undefined],
  ['"5."', same, undefined, 5, false, same, undefined],
  ['"0"', same, 0, 0, false, same, undefined],
  ['"\\u0661\\u0662"', same, 12, 12, false, same, undefined],
  ['"\\ud835\\udfd9"', same, 1, 1, false, same, undefined],
  ['" "', same, undefined, undefined, false, same, undefined],
  ['true', 'True', 1, 1, true, same, undefined],
  ['"TRUE"', same, undefined, undefined, true, same, undefined],
  ['"true"', same, undefined, undefined, true, same, undefined],
  ['"yes"', same, undefined, undefined, false, same, undefined],
  ['[1]', '[1]', undefined, undefined, false, same, same],
  ['{"k":1}', '{"k":1}', undefined, undefined, false, same, undefined],
  ['12345678901234567890123', '12345678901234567890123', same, 1.2345678901234568e22, false, same, undefined],
  ['"12345678901234567890123"', same, 12345678901234567890123n, 1.2345678901234568e22, false, same, undefined],
  ['1.50', '1.5', 1, 1.5, false, same, undefined],
  ['3.0', '3.0', 3, 3, false, same, undefined],
  ['1e2', '100.0', 100, 100, false, same, undefined],
  ['1e-7', '1e-07', 0, 1e-7, false, same, undefined],
  ['0.0001', '0.0001', 0, 0.0001, false, same, undefined],
  ['0.00001', '1e-05', 0, 0.00001, false, same, undefined],
  ['1e15', '1000000000000000.0', 1e15, 1e15, false, same, undefined],
  ['1e16', '1e+16', 10000000000000000n, 1e16, false, same, undefined],
  ['1.25e-10', '1.25e-10', 0, 1.25e-10, false, same, undefined],
  ['-2.5e+22', '-2.5e+22', -24999999999999997902848n, -2.5e22, false, same, undefined],
];

const classifier = (type: Column) => classifierOf([schema('log:type', { v: types[type] })]);

describe('type conversion', () => {
  const cases = matrix.flatMap(([input, ...cells]) =>
    (Object.keys(types) as Column[]).map((type, column) => [input, type, cells[column]] as const),
  );

  it.each(cases)('%s as %s', (input, type, expected) => {
    const { classified } = classifier(type).classifyData(source, `{"v":${input}}`, 'payload');

    const unchanged = classifier('map').classifyData(source, `{"v":${input}}`, 'payload').classified[0]?.record['v'];
    expect(classified[0]?.record['v']).toStrictEqual(expected === same ? unchanged : expected);
  });

  it.each(cases)('%s as %s reads the same from a body', async (input, type) => {
    const direct = classifier(type).classifyData(source, `{"v":${input}}`, 'payload');

    const { records } = await classify(classifier(type), `{"v":${input}}`);

    // A body is JSON, which has no negative zero that a reader would care about.
    expect(records.map((record) => (record as { v: unknown }).v)).toEqual(
      direct.classified.map(({ record }) => (Object.is(record['v'], -0) ? 0 : record['v'])),
    );
  });

  it.each([
    ['"nan"', 'float', Number.NaN],
    ['"-INF"', 'float', Number.NEGATIVE_INFINITY],
    ['"Infinity"', 'float', Number.POSITIVE_INFINITY],
    ['"nan"', 'integer', undefined],
    ['NaN', 'string', 'nan'],
    ['NaN', 'float', Number.NaN],
    ['NaN', 'integer', undefined],
    ['-Infinity', 'string', '-inf'],
    ['1e400', 'string', 'inf'],
    ['1e400', 'float', Number.POSITIVE_INFINITY],
    ['1e400', 'integer', undefined],
    ['9'.repeat(400), 'float', undefined],
  ] as const)('%.12s as %s, which JSON cannot say', (input, type, expected) => {
    const { classified } = classifier(type).classifyData(source, `{"v":${input}}`, 'payload');

    expect(classified[0]?.record['v']).toStrictEqual(expected);
  });

  it('accepts only falsy values of a type that does not exist', () => {
    const unknown = classifierOf([schema('log:type', { t: 'ipaddress' })]);

    expect(unknown.classifyData(source, { t: [] }, 'p').classified).toHaveLength(1);
    expect(unknown.classifyData(source, { t: '192.0.2.1' }, 'p').rejected[0]?.rejected.reason).toBe('wrong type');
  });

  it('converts inside objects with named fields, and leaves the input alone', () => {
    const nested = classifierOf([schema('log:type', { o: { n: 'integer', p: { b: 'boolean' } }, rest: {} })]);
    const input = { o: { n: '1', p: { b: 'TRUE' } }, rest: { n: '1' } };

    const { classified } = nested.classifyData(source, input, 'p');

    expect(classified[0]?.record).toStrictEqual({ o: { n: 1, p: { b: true } }, rest: { n: '1' } });
    expect(input.o).toStrictEqual({ n: '1', p: { b: 'TRUE' } });
  });
});
