import { describe, expect, it } from 'vitest';
import { findOverlaps } from '../src/index.ts';
import { schema } from './helpers/classify.ts';

describe('findOverlaps', () => {
  it('groups samples by the log types that take them, in the order in which these are tried', () => {
    const login = schema('log:login', { user: 'string' });
    const any = schema('log:any', {});
    const door = schema('door:swipe', { badge: 'string' });

    const overlaps = findOverlaps(
      [any, login, door],
      [
        { data: { user: 'ann' }, origin: 'a:1' },
        { data: '{"user":"bob"}', origin: 'a:2' },
        { data: { badge: '1' }, origin: 'b:1' },
        { data: { other: '1' }, origin: 'b:2' },
        { data: 'no JSON', origin: 'c:1' },
      ],
    );

    expect(overlaps).toStrictEqual([
      { logTypes: [any, login], samples: 2, example: 'a:1' },
      { logTypes: [any, door], samples: 1, example: 'b:1' },
    ]);
  });

  it('reads lines with the header of their file', () => {
    const one = schema('log:one', { a: 'string', b: 'string' }, { header: 'required' }, 'csv');
    const other = schema('log:other', { b: 'string', a: 'string' }, { header: 'required' }, 'csv');

    const overlaps = findOverlaps([one, other], [{ data: '1,2', header: 'a,b', origin: 'x.csv:2' }]);

    expect(overlaps.map(({ logTypes }) => logTypes)).toStrictEqual([[one, other]]);
  });
});
