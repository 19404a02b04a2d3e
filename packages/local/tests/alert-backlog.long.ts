import { describe, expect, it } from 'vitest';
import { drain } from './helpers/drain.ts';

const report = (what: string, { seconds, peakMegabytes }: { seconds: number; peakMegabytes: number }): void => {
  process.stderr.write(`${what}: ${seconds.toFixed(1)} s, at most ${peakMegabytes.toFixed(0)} MB\n`);
};

describe('a large backlog of alerts', () => {
  it('of 10,000 over 50 rules is drained whole in 256 MB', async () => {
    const drained = await drain({ busy: 0, others: 10_000, rules: 50 });
    report('10,000 alerts of 50 rules', drained);

    expect(drained.arrived).toBe(10_000);
    expect(drained.peakMegabytes).toBeLessThanOrEqual(256);
  });

  it('of 100,000 of one rule starves no other rule', async () => {
    const drained = await drain({ busy: 100_000, others: 490, rules: 49 });
    report('100,000 alerts of one rule', drained);

    expect(drained.arrived).toBe(100_490);
    expect(drained.before).toBeLessThan(1000);
    expect(drained.peakMegabytes).toBeLessThanOrEqual(256);
  });
});
