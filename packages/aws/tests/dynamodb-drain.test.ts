import { describeOnAws } from '@streamalert/test-kit';
import { expect, it } from 'vitest';
import { drain } from './helpers/drain.ts';

describeOnAws('ministack', (url) => {
  it('dispatches pending alerts of many rules, mergeable or not, within 256 MB', { timeout: 120_000 }, async () => {
    const { peakMb, sent, left } = await drain(url, 400, 10);

    // 200 members come back as one merged alert for each of 5 rules and 4 values.
    expect(sent).toStrictEqual({ 'aws-firehose:alerts': 400 + 10, 'slack:soc': 200 + 10 });
    expect(left).toBe(0);
    expect(peakMb).toBeLessThanOrEqual(256);
  });
});
