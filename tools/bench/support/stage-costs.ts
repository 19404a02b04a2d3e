import type { BenchRow } from './bench-row.ts';
import { type PipelineUse, recordsPerObject, type StageUse } from './stage-use.ts';

/**
 * Dollars in us-east-1 as published in 2025, without any free tier, of the first step where there are steps. The pages named have today's;
 * `docs/4.operate.md` shows what comes of them.
 */
const prices = {
  /** Arm. @see https://aws.amazon.com/lambda/pricing/ */
  lambdaGigabyteSecond: 0.000_013_333_4,
  lambdaRequest: 0.2e-6,
  /** 64 KB of payload are a request. @see https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4e-6,
  /** Events of S3 are those that one opts in to. @see https://aws.amazon.com/eventbridge/pricing/ */
  eventBridgeEvent: 1e-6,
  /** @see https://aws.amazon.com/s3/pricing/ */
  s3Get: 0.4e-6,
  s3Put: 5e-6,
  /** Each record is rounded up to 5 KB. @see https://aws.amazon.com/firehose/pricing/ */
  firehoseGigabyte: 0.029,
  firehoseParquetGigabyte: 0.018,
  /** On demand. @see https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamoDbWriteUnit: 0.625e-6,
  dynamoDbReadUnit: 0.125e-6,
  /** @see https://aws.amazon.com/cloudwatch/pricing/ */
  logGigabyte: 0.5,
} as const;

/** What is not measured here. */
const assumptions = {
  /** What raises an alert depends on rules and logs. */
  alertsPerMillionRecords: 100,
  /** What a function waits for a request to another service: requests of an invocation are counted as if one waited for the other. */
  waitSeconds: 0.02,
  /** Units of a call that writes to DynamoDB: rows of a few kilobytes, some in transactions, and their indexes. */
  unitsPerWrite: 8,
  /** Lines that Lambda itself writes to the log, for each invocation. */
  reportBytes: 400,
  /** A record that Firehose takes is billed in steps of that. */
  firehoseStepBytes: 5 * 1024,
} as const;

const million = 1e6;
const gigabyte = 1024 ** 3;
/** Memory at which a function has one processor; it has less of it in proportion. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const megabytesOfProcessor = 1769;

/** What a million records cost by stage, and in all. */
export function costRows({ classifier, rulesEngine, history, alerts }: PipelineUse): BenchRow[] {
  const raised = assumptions.alertsPerMillionRecords;
  const stages: readonly (readonly [string, Costs])[] = [
    ['S3 events', { EventBridge: (million / recordsPerObject) * prices.eventBridgeEvent }],
    ['classifier', costOf(classifier, million)],
    ['history', historyCost(history)],
    ['rules engine', costOf(rulesEngine, million)],
    ...alerts.map((use) => [`${use.stage}, ${raised} alerts`, costOf(use, raised)] as const),
  ];
  const rows = stages.map(([stage, parts]) => row(stage, parts));
  const total = rows.reduce((sum, { measured }) => sum + measured, 0);
  return [...rows, { measure: 'cost of a million records', measured: total, unit: '$' }];
}

type Costs = Readonly<Record<string, number>>;

function row(stage: string, parts: Costs): BenchRow {
  const named = Object.entries(parts)
    .filter(([, dollars]) => dollars >= 0.000_05)
    .sort(([, a], [, b]) => b - a)
    .map(([service, dollars]) => `${service} ${dollars.toFixed(4)}`);
  const measured = Object.values(parts).reduce((sum, dollars) => sum + dollars, 0);
  return { measure: `cost of a million records: ${stage}`, measured, unit: '$', note: named.join(', ') };
}

/** Of a stage that works on so many items, from what it used for fewer. */
function costOf({ items: measured, invocations, memoryMegabytes, messageBytes }: StageUse, items: number): Costs {
  const factor = items / measured;
  const calls = (pattern: RegExp): number =>
    invocations.reduce(
      (sum, invocation) =>
        sum +
        Object.entries(invocation.calls)
          .filter(([name]) => pattern.test(name))
          .reduce((count, [, times]) => count + times, 0),
      0,
    );
  const processorSeconds = invocations.reduce((sum, { processorMs }) => sum + processorMs / 1000, 0);
  const seconds =
    processorSeconds / Math.min(1, memoryMegabytes / megabytesOfProcessor) + calls(/./) * assumptions.waitSeconds;
  const logBytes = invocations.reduce((sum, invocation) => sum + invocation.logBytes + assumptions.reportBytes, 0);
  // Sent and received in payloads of 64 KB, and deleted.
  const queueRequests = messageBytes.reduce((sum, bytes) => sum + 2 * Math.ceil(bytes / 65_536) + 1, 0);
  const dollars: Costs = {
    Lambda:
      seconds * (memoryMegabytes / 1024) * prices.lambdaGigabyteSecond + invocations.length * prices.lambdaRequest,
    SQS: queueRequests * prices.sqsRequest,
    S3: calls(/^s3 (GET|HEAD)$/) * prices.s3Get + calls(/^s3 (PUT|POST)$/) * prices.s3Put,
    DynamoDB:
      calls(/^dynamodb (Get|BatchGet|Query|Scan)/) * prices.dynamoDbReadUnit +
      calls(/^dynamodb (Put|Update|Delete|BatchWrite|Transact)/) * assumptions.unitsPerWrite * prices.dynamoDbWriteUnit,
    'CloudWatch Logs': (logBytes / gigabyte) * prices.logGigabyte,
  };
  return Object.fromEntries(Object.entries(dollars).map(([service, cost]) => [service, cost * factor]));
}

function historyCost({ items, recordBytes }: PipelineUse['history']): Costs {
  const steps = recordBytes.reduce((sum, bytes) => sum + Math.ceil(bytes / assumptions.firehoseStepBytes), 0);
  const gigabytes = (steps * assumptions.firehoseStepBytes * (million / items)) / gigabyte;
  return {
    'Firehose, taken in': gigabytes * prices.firehoseGigabyte,
    'Firehose, made Parquet': gigabytes * prices.firehoseParquetGigabyte,
  };
}
