import { describe, expect, it } from 'vitest';
import { addTotals, noRecords, sumOf } from '../src/totals.ts';

describe('addTotals', () => {
  it('adds what is in, classified by log type and rejected by reason', () => {
    const a = { in: 3, classified: { 'vpn:login': 2 }, rejected: { 'not JSON': 1 } };
    const b = { in: 4, classified: { 'vpn:login': 1, pan: 2 }, rejected: { 'too deep': 1 } };

    expect(addTotals(addTotals(noRecords, a), b)).toStrictEqual({
      in: 7,
      classified: { 'vpn:login': 3, pan: 2 },
      rejected: { 'not JSON': 1, 'too deep': 1 },
    });
  });
});

describe('sumOf', () => {
  it('adds all counts', () => {
    expect(sumOf({ a: 2, b: 3 })).toBe(5);
  });
});
