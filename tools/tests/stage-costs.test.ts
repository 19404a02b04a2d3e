import { describe, expect, it } from 'vitest';
import { costRows } from '../bench/support/stage-costs.ts';
import type { StageUse } from '../bench/support/stage-use.ts';

/** A stage that did all its work in one invocation, with one processor. */
const use = (stage: string, items: number, processorSeconds: number, more: Partial<StageUse> = {}): StageUse => ({
  stage,
  memoryMegabytes: 1769,
  items,
  invocations: [
    {
      response: null,
      elapsedMs: 0,
      processorMs: processorSeconds * 1000,
      peakMegabytes: 0,
      calls: { 's3 PUT': 100, 'dynamodb PutItem': 1000 },
      logBytes: 1024 ** 3 / 10,
    },
  ],
  messageBytes: [],
  ...more,
});

const none = { invocations: [] };

describe('what a million records cost', () => {
  it('is what each stage used, at the price of each service', () => {
    const rows = costRows({
      // A tenth of a million records, so that it is ten times that; 22 s of waiting for 1,100 requests.
      classifier: use('classifier', 100_000, 978),
      // A message of 150 KB is sent and received as three of 64 KB, and deleted.
      rulesEngine: use('rules engine', 1_000_000, 0, { ...none, messageBytes: Array(10_000).fill(150 * 1024) }),
      // 1,000 logs of 1.2 KB, of which fifty share a record of 60 KB, and one of 5.5 KB, which is billed as 10.
      history: { items: 1001, recordBytes: [...Array(20).fill(60 * 1024), 5.5 * 1024] },
      alerts: [use('alert merger', 50, 0, none)],
    });

    const parts = rows.map(({ measure, measured, note }) => [
      measure.replace(/^cost of a million records:? ?/, ''),
      measured.toFixed(4),
      note,
    ]);
    expect(parts).toStrictEqual([
      ['S3 events', '0.0050', 'EventBridge 0.0050'],
      ['classifier', '0.7853', 'CloudWatch Logs 0.5000, Lambda 0.2303, DynamoDB 0.0500, S3 0.0050'],
      ['history', '0.0542', 'Firehose, taken in 0.0334, Firehose, made Parquet 0.0208'],
      ['rules engine', '0.0280', 'SQS 0.0280'],
      ['alert merger, 100 alerts', '0.0000', ''],
      ['', '0.8725', undefined],
    ]);
  });

  it('grows with the processor time as memory gives less of a processor', () => {
    const cost = (memoryMegabytes: number): number | undefined =>
      costRows({
        classifier: use('classifier', 1_000_000, 1000, { memoryMegabytes }),
        rulesEngine: use('rules engine', 1, 0, none),
        history: { items: 1, recordBytes: [] },
        alerts: [],
      }).find(({ measure }) => measure.endsWith('classifier'))?.measured;

    // The same for the processor; less for what is waited for, which takes memory alone.
    expect([cost(1769)?.toFixed(4), cost(512)?.toFixed(4)]).toStrictEqual(['0.0790', '0.0787']);
  });
});
