import type { Alert, HttpClient, JsonObject } from '@streamalert/core';
import { createOutputs, type Delivery, type Output } from '@streamalert/outputs';
import { awsEventbridge } from '@streamalert/outputs/aws-eventbridge';
import { awsFirehose } from '@streamalert/outputs/aws-firehose';
import { awsLambda } from '@streamalert/outputs/aws-lambda';
import { awsS3 } from '@streamalert/outputs/aws-s3';
import { awsSecurityHub } from '@streamalert/outputs/aws-security-hub';
import { awsSes } from '@streamalert/outputs/aws-ses';
import { awsSns } from '@streamalert/outputs/aws-sns';
import { awsSqs } from '@streamalert/outputs/aws-sqs';
import { defaultPublication } from '@streamalert/rules-sdk/publishers';
import type { BenchRow } from './support/bench-row.ts';

const rounds = 1000;
/** They wait for a disk or a mail server; `aws-ses` builds the same mail. */
const notRendering = new Set(['file', 'email', 'aws-lambda-v2']);

/**
 * What it takes each output to turn an alert with a record of 10 KB into its requests: everything of a delivery but the
 * network. Answers come at once and say whatever any service waits for.
 */
export async function benchRendering(): Promise<BenchRow[]> {
  const timed: { service: string; ms: number }[] = [];
  for (const output of outputs()) timed.push({ service: output.service, ms: await msPerDelivery(output) });
  timed.sort((a, b) => b.ms - a.ms);
  const [slowest, ...others] = timed;
  return [
    {
      measure: `rendering an alert of 10 KB, the slowest of ${timed.length} outputs`,
      measured: slowest?.ms ?? 0,
      unit: 'ms',
      required: 1,
      note: [slowest, ...others.slice(0, 2)]
        .flatMap((one) => (one === undefined ? [] : [`${one.service} ${one.ms.toFixed(2)} ms`]))
        .join(', '),
    },
  ];
}

function outputs(): readonly Output[] {
  const quiet = () => undefined;
  const aws = { region: 'eu-west-1', accountId: '123456789012', prefix: 'acme' };
  const answer = { QueueUrl: 'https://sqs.example.com/q' };
  const client = { send: async () => answer, config: { region: async () => 'eu-west-1' } } as never;
  const made = [awsEventbridge, awsFirehose, awsLambda, awsS3, awsSecurityHub, awsSes, awsSns, awsSqs].map((make) =>
    make({ aws, client }),
  );
  const all = createOutputs({
    http,
    write: quiet,
    baseDir: '.',
    aws,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const others = all.filter(
    ({ service }) => !made.some((one) => one.service === service) && !notRendering.has(service),
  );
  return [...made, ...others];
}

const http: HttpClient = {
  request: async ({ url }) => ({
    status: 200,
    headers: {},
    body: JSON.stringify({
      ok: true,
      ts: '1',
      id: 1,
      result: [],
      data: url.includes('rest/container') ? [{ id: 1 }] : [],
      users: [{ id: 'U', email: 'soc@example.com' }],
      incidents: [{ id: 'I' }],
      enabled: true,
    }),
  }),
};

async function msPerDelivery(output: Output): Promise<number> {
  const delivery = deliveryTo(output);
  for (let round = 0; round < rounds / 4; round++) await sent(output, delivery);
  // The time of the processor, as other work on the machine counts in the time of the clock.
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await sent(output, delivery);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / rounds;
}

async function sent(output: Output, delivery: Delivery): Promise<void> {
  const result = await output.send(delivery);
  if (result.kind !== 'sent') throw new Error(`${output.service}: ${result.reason}`);
}

function deliveryTo({ service, credentials, value }: Output): Delivery {
  const alert: Alert = {
    id: '5f0c1a52-8d3e-4b7a-9c41-2f6d7e8a9b10',
    ruleName: 'cloudtrail_logging_stopped',
    record: record(),
    outputs: ['aws-firehose:alerts', `${service}:soc`],
    created: 1_772_355_612_345_678,
    cluster: 'prod',
    logSource: 'cloudtrail:events',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'acme-cloudtrail',
    ruleDescription: 'Somebody stopped a trail.',
    context: { carbonblack: { action: 'ban', value: 'd41d8cd98f00b204e9800998ecf8427e' } },
    publishers: {},
    mergeByKeys: [],
    mergeWindowMinutes: 0,
    staged: false,
    severity: 'high',
  };
  const fields = credentials
    .filter(({ name }) => name !== 'headers')
    .map(({ name }) => [name, /url|api$/.test(name) ? 'https://x.example/a' : 'soc@example.com']);
  return {
    alert,
    publication: defaultPublication(alert),
    descriptor: 'soc',
    settings: value?.example,
    credentials: Object.fromEntries(fields) as Record<string, string>,
    idempotencyKey: `${alert.id}:${service}:soc`,
    attempt: 1,
    startedAt: alert.created,
    signal: new AbortController().signal,
    timeLeftMs: () => 15_000,
  };
}

/** 10 KB as a record of CloudTrail nests them. */
function record(): JsonObject {
  const items = Array.from({ length: 80 }, (_, index) => ({
    key: `key-${index}`,
    value: 'v'.repeat(60),
    tags: [index, true, null],
  }));
  return { eventName: 'StopLogging', sourceIPAddress: '198.51.100.7', requestParameters: { items } };
}
