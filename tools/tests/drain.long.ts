import { expect, it } from 'vitest';
import { type Drained, drain } from './helpers/drain.ts';
import { describeOnDynamoDbLocal } from './helpers/dynamodb-local.ts';

const report = (what: string, { seconds, cpuSeconds, peakMb }: Drained): void => {
  const measured = `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${peakMb} MB at most`;
  process.stderr.write(`${what}: ${measured}\n`);
};

await describeOnDynamoDbLocal('a large backlog of alerts on AWS', (url) => {
  it('of 10,000 over 50 rules, mergeable or not, is dispatched by one sweep and merged by the next, within 256 MB', async () => {
    const drained = await drain(url(), { busy: 0, others: 10_000, rules: 50, until: 'empty' });
    report('10,000 alerts of 50 rules', drained);

    // 200 members for each of 25 rules, 50 for each of 4 values.
    expect(drained.sent).toStrictEqual({ 'aws-firehose:alerts': 10_000 + 100, 'chat:soc': 5000 + 100 });
    expect([drained.left, drained.sweeps]).toStrictEqual([0, 3]);
    expect(drained.peakMb).toBeLessThanOrEqual(256);
  });

  it('of 20,000 of one rule, more than a sweep dispatches, starves no other rule', async () => {
    const drained = await drain(url(), { busy: 20_000, others: 490, rules: 49, until: 'fair' });
    report('20,000 alerts of one rule', drained);

    // What one sweep dispatches holds all alerts of the other rules.
    expect(drained.sweeps).toBe(1);
    expect(drained.before).toBeLessThan(10_000);
    expect(drained.peakMb).toBeLessThanOrEqual(256);
  });
});
