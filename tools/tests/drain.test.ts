import { expect, it } from 'vitest';
import { drain } from './helpers/drain.ts';
import { describeOnDynamoDbLocal } from './helpers/dynamodb-local.ts';

// `npm run test:long` does the same with far more alerts.
await describeOnDynamoDbLocal('a backlog of alerts on AWS', (url) => {
  it('is dispatched by one sweep and merged by the next, within 256 MB', async () => {
    const drained = await drain(url(), { busy: 100, others: 400, rules: 10, until: 'empty' });

    // 200 members come back as one merged alert for each of 5 rules and 2 values.
    expect(drained.sent).toStrictEqual({ 'aws-firehose:alerts': 500 + 10, 'chat:soc': 300 + 10 });
    expect([drained.left, drained.sweeps]).toStrictEqual([0, 3]);
    expect(drained.peakMb).toBeLessThanOrEqual(256);
  });
});
