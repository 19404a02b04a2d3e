import type { LogTypeSchema } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { classifierOf, schema, source } from './helpers/classify.ts';

const nearest = (logTypes: readonly LogTypeSchema[], data: Json) => {
  const [first] = classifierOf(logTypes).classifyData(source, data, 'p').rejected;
  return [first?.rejected.reason, first?.rejected.nearest] as const;
};

describe('the nearest log type of a rejected record', () => {
  const login = schema('log:login', { user: 'string', port: 'integer', from: { ip: 'string' } });
  const logout = schema('log:logout', { user: 'string', after: 'integer' });

  it('is the one with the fewest other keys, and the first of equals', () => {
    const none = { missing: [], unexpected: [], wrong_type: [] };

    expect(nearest([login, logout], { user: 'mia' })).toStrictEqual([
      'missing keys',
      { ...none, log_schema_type: 'log:logout', missing: ['after'] },
    ]);
    expect(nearest([logout, { ...logout, name: 'log:again' }], { user: 'mia', new: 1 })).toStrictEqual([
      'unknown keys',
      { ...none, log_schema_type: 'log:logout', missing: ['after'], unexpected: ['new'] },
    ]);
    expect(nearest([login], { user: 'mia', port: 'x', from: { ip: '192.0.2.7' } })).toStrictEqual([
      'wrong type',
      { ...none, log_schema_type: 'log:login', wrong_type: ['port'] },
    ]);
    expect(nearest([login], { user: 'mia', port: 1, from: { as: 1 } })).toStrictEqual([
      'unknown keys',
      { ...none, log_schema_type: 'log:login', missing: ['from.ip'], unexpected: ['from.as'] },
    ]);
  });

  it('is the one whose keys are there, if it lets the others pass', () => {
    const tolerant = schema('log:tolerant', { user: 'string', level: 'integer' }, { additionalKeys: 'keep' });

    expect(nearest([login, tolerant], { user: 'mia', port: 1, level: 'x' })).toStrictEqual([
      'wrong type',
      { log_schema_type: 'log:tolerant', missing: [], unexpected: [], wrong_type: ['level'] },
    ]);
  });

  it('comes with as many names, of such a length, as somebody can read', () => {
    const hostile = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}${'x'.repeat(1_000_000)}`, 1]));

    const [, found] = nearest([logout], hostile);

    expect(found?.unexpected).toHaveLength(50);
    expect(found?.unexpected[0]).toBe(`0${'x'.repeat(199)}…`);
  });
});
