import { describeOnAws } from '@streamalert/test-kit';
import { expect, it } from 'vitest';
import { drain } from './helpers/drain.ts';

// MiniStack looks through a whole table for each query of an index, which is no measure of anything.
describeOnAws('dynamodbLocal', (url) => {
  it('dispatches 10,000 pending alerts of 50 rules, mergeable or not, within 256 MB', async () => {
    const { seconds, cpuSeconds, peakMb, sent, left } = await drain(url, 10_000, 50);
    const measured = `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${peakMb} MB at most`;
    process.stdout.write(`10,000 alerts of 50 rules: ${measured}\n`);

    // 200 members for each of 25 rules, 50 for each of 4 values.
    expect(sent).toStrictEqual({ 'aws-firehose:alerts': 10_000 + 100, 'slack:soc': 5000 + 100 });
    expect(left).toBe(0);
    expect(peakMb).toBeLessThanOrEqual(256);
  });
});
