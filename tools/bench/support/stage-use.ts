import type { BenchFunction } from './bench-functions.ts';
import { type FunctionProcess, type Invoked, startFunction } from './function-process.ts';
import { type LocalDeployment, sourceBucket } from './local-deployment.ts';

/** What a stage used for some work, when it was warm. */
export interface StageUse {
  readonly stage: string;
  readonly memoryMegabytes: number;
  /** Records or, of a stage that is given alerts, alerts. */
  readonly items: number;
  readonly invocations: readonly Invoked[];
  /** Sizes of the messages that it read from its queue. */
  readonly messageBytes: readonly number[];
}

/** What all stages used, and what went between them. */
export interface PipelineUse {
  readonly classifier: StageUse;
  readonly rulesEngine: StageUse;
  readonly alertMerger: StageUse;
  readonly alertProcessor: StageUse;
}

export const recordsPerObject = 200;
const objects = 60;
/** The first ones of each function, in which it is compiled. */
const coldInvocations = 20;

/**
 * Gives each function in turn what the one before it made, in events as Lambda makes them, on the stores of the stack `shared`: no stage
 * waits for another, and nothing but the function is measured.
 */
export async function measureStages(local: LocalDeployment): Promise<PipelineUse> {
  const { send, functions, url, putObject } = local;
  const queue = (name: string): string => `${url}/000000000000/acme_streamalert_${name}`;
  const keys = Array.from({ length: objects }, (_, index) => `AWSLogs/stages/${index}.json.gz`);
  for (const key of keys) await putObject(key, recordsPerObject, key);

  const announced = keys.map((key) => [announcement(key)]);
  const classified = await run(functions, 'classifier-prod', url, announced.map(sqsEvent));
  const bodies = await receiveAll(send, queue('classified_logs'));
  const evaluated = await run(functions, 'rules-engine', url, inBatches(bodies, 1).map(sqsEvent));
  const alerts = (await send('dynamodb', 'Scan', { TableName: 'acme_streamalert_alerts' })).Items as AlertItem[];
  const dispatched = await run(functions, 'alert-merger', url, inBatches(alerts, 1).map(streamEvent));
  const dispatches = await receiveAll(send, queue('alert_dispatch'));
  const delivered = await run(functions, 'alert-processor', url, inBatches(dispatches, 1).map(sqsEvent));

  const use = (
    stage: string,
    { memoryMegabytes, invocations }: Run,
    itemsOf: number,
    messages: readonly Message[],
  ): StageUse => ({
    stage,
    memoryMegabytes,
    items: invocations.length * itemsOf,
    invocations,
    messageBytes: messages.slice(-invocations.length).map(({ body }) => Buffer.byteLength(body)),
  });
  const perBody = (objects * recordsPerObject) / bodies.length;
  return {
    classifier: use('classifier', classified, recordsPerObject, announced.flat()),
    rulesEngine: use('rules engine', evaluated, perBody, bodies),
    alertMerger: use('alert merger', dispatched, 1, []),
    alertProcessor: use('alert processor', delivered, 1, dispatches),
  };
}

interface Run {
  readonly memoryMegabytes: number;
  readonly invocations: readonly Invoked[];
}

async function run(
  functions: readonly BenchFunction[],
  bundle: string,
  endpoint: string,
  events: readonly object[],
): Promise<Run> {
  const definition = functionOf(functions, bundle);
  const started = await startFunction(definition, endpoint);
  try {
    const invocations: Invoked[] = [];
    for (const event of events) invocations.push(await invokeWhole(started, event));
    return { memoryMegabytes: definition.memoryMegabytes, invocations: invocations.slice(coldInvocations) };
  } finally {
    await started.stop();
  }
}

/** @throws Error when an item failed: what is measured then is something else. */
export async function invokeWhole(started: FunctionProcess, event: object): Promise<Invoked> {
  const invoked = await started.invoke(event);
  const { batchItemFailures } = invoked.response as { readonly batchItemFailures: readonly unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`items failed: ${JSON.stringify(batchItemFailures)}`);
  return invoked;
}

/** @throws Error for one that is not there. */
export function functionOf(functions: readonly BenchFunction[], bundle: string): BenchFunction {
  const found = functions.find((one) => one.bundle === bundle);
  if (found === undefined) throw new Error(`there is no function ${bundle}`);
  return found;
}

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue: string }>>;
}

/** What EventBridge puts on the queue of a cluster for an object. */
export function announcement(key: string): Message {
  const detail = { bucket: { name: sourceBucket }, object: { key, etag: 'bench' } };
  const event = { version: '0', source: 'aws.s3', 'detail-type': 'Object Created', account: '000000000000', detail };
  return { messageId: key, body: JSON.stringify(event) };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsEvent(messages: readonly Message[]): object {
  const source = { eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:bench' };
  return { Records: messages.map((message) => ({ ...message, ...source })) };
}

interface AlertItem {
  readonly RuleName: { readonly S: string };
  readonly AlertID: { readonly S: string };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const streamEvent = (alerts: readonly AlertItem[]): object => ({
  Records: alerts.map(({ RuleName, AlertID }) => ({ eventName: 'INSERT', dynamodb: { Keys: { RuleName, AlertID } } })),
});

async function receiveAll(send: LocalDeployment['send'], QueueUrl: string): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const { Messages = [] } = await send('sqs', 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    });
    if (Messages.length === 0) return messages;
    for (const { MessageId, Body, MessageAttributes = {}, ReceiptHandle } of Messages) {
      const attributes = Object.entries(MessageAttributes as Record<string, { StringValue: string }>);
      messages.push({
        messageId: MessageId,
        body: Body,
        messageAttributes: Object.fromEntries(
          attributes.map(([name, { StringValue }]) => [name, { stringValue: StringValue }]),
        ),
      });
      await send('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
    }
  }
}

const inBatches = <T>(items: readonly T[], size: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
