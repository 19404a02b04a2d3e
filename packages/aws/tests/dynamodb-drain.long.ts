import { describeOnAws } from '@streamalert/test-kit';
import { expect, it } from 'vitest';
import { drain } from './helpers/drain.ts';

for (const server of ['ministack', 'dynamodbLocal'] as const) {
  describeOnAws(server, (url) => {
    it('dispatches 10,000 pending alerts of 50 rules, mergeable or not, within 256 MB', async () => {
      const { seconds, peakMb, sent, left } = await drain(url, 10_000, 50);
      process.stdout.write(`${server}: 10,000 alerts in ${seconds.toFixed(1)} s, ${peakMb} MB at most\n`);

      expect(sent['slack:soc']).toBeGreaterThanOrEqual(5000);
      expect(left).toBe(0);
      expect(peakMb).toBeLessThanOrEqual(256);
    });
  });
}
