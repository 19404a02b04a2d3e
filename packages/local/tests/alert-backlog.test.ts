import { describe, expect, it } from 'vitest';
import { drain } from './helpers/drain.ts';

// `npm run test:long` does the same with far more alerts, and looks at memory.
describe('a backlog of alerts', () => {
  it('is drained whole, merged or not', { timeout: 60_000 }, async () => {
    const { arrived } = await drain({ busy: 0, others: 600, rules: 10 });

    expect(arrived).toBe(600);
  });

  it('of one rule starves no other rule', { timeout: 60_000 }, async () => {
    const { arrived, before } = await drain({ busy: 1500, others: 20, rules: 10 });

    expect(arrived).toBe(1520);
    expect(before).toBeLessThan(200);
  });
});
