import { decodeBody, encodeFirehoseRecord, packFirehoseBatches } from '@streamalert/core/wire';
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

/** What all stages used. */
export interface PipelineUse {
  /** Of records that raise no alert. */
  readonly classifier: StageUse;
  readonly rulesEngine: StageUse;
  /** What Data Firehose took: so many logs, in records of so many bytes. */
  readonly history: { readonly items: number; readonly recordBytes: readonly number[] };
  /** Of alerts: the rules engine that makes and stores them, one a batch, and the stages behind it. */
  readonly alerts: readonly StageUse[];
}

export const recordsPerObject = 200;
const objects = 60;
/** The first invocations of each function, in which it is compiled. */
const cold = 20;

/**
 * Gives each function in turn what the one before it made, in events as Lambda makes them, on the stores of the stack `shared`: no stage
 * waits for another, and nothing but the function is measured.
 */
export async function measureStages(local: LocalDeployment): Promise<PipelineUse> {
  const { send } = local;
  await send('sqs', 'PurgeQueue', { QueueUrl: queueUrl(local, 'classified_logs') });

  const announced = await putObjects(local, 'everyday', recordsPerObject);
  const classified = await run(local, 'classifier-prod', eachAlone(announced, sqsEvent));
  const bodies = await receiveAll(local, 'classified_logs');
  const evaluated = await run(local, 'rules-engine', eachAlone(bodies, sqsEvent));

  await run(local, 'classifier-prod', eachAlone(await putObjects(local, 'alerts', 1, true), sqsEvent));
  const alarming = await receiveAll(local, 'classified_logs');
  const raised = await run(local, 'rules-engine', eachAlone(alarming, sqsEvent));
  const alerts = (await send('dynamodb', 'Scan', { TableName: 'acme_streamalert_alerts' })).Items as AlertItem[];
  const told = await run(local, 'alert-merger', eachAlone(alerts, streamEvent));
  const dispatches = await receiveAll(local, 'alert_dispatch');
  const delivered = await run(local, 'alert-processor', eachAlone(dispatches, sqsEvent));

  const use = (stage: string, { memoryMegabytes, invocations }: Run, items: number, read: readonly Message[]) => ({
    stage,
    memoryMegabytes,
    items: invocations.length * items,
    invocations,
    messageBytes: read.slice(cold).map(({ body }) => Buffer.byteLength(body)),
  });
  return {
    classifier: use('classifier', classified, recordsPerObject, announced),
    rulesEngine: use('rules engine', evaluated, (objects * recordsPerObject) / bodies.length, bodies),
    history: { items: objects * recordsPerObject, recordBytes: bodies.flatMap(({ body }) => recordBytes(body)) },
    alerts: [
      use('rules engine', raised, 1, []),
      use('alert merger', told, 1, []),
      use('alert processor', delivered, 1, dispatches),
    ],
  };
}

/** Of the records of a delivery stream that the classifier makes of a body. */
const recordBytes = (body: string): readonly number[] =>
  packFirehoseBatches(decodeBody(body).map(({ record }) => encodeFirehoseRecord(record))).batches.flatMap(
    ({ records }) => records.map(({ bytes }) => bytes),
  );

/** @returns What announces them. */
async function putObjects(
  { putObject }: LocalDeployment,
  name: string,
  records: number,
  alerts = false,
): Promise<readonly Message[]> {
  const keys = Array.from({ length: objects }, (_, index) => `AWSLogs/${name}/${index}.json.gz`);
  for (const key of keys) await putObject(key, records, alerts ? key : undefined);
  return keys.map(announcement);
}

interface Run {
  readonly memoryMegabytes: number;
  readonly invocations: readonly Invoked[];
}

async function run({ functions, url }: LocalDeployment, bundle: string, events: readonly object[]): Promise<Run> {
  const definition = functionOf(functions, bundle);
  const started = await startFunction(definition, url);
  try {
    const invocations: Invoked[] = [];
    for (const event of events) invocations.push(await invokeWhole(started, event));
    return { memoryMegabytes: definition.memoryMegabytes, invocations: invocations.slice(cold) };
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

const queueUrl = ({ url }: LocalDeployment, name: string): string => `${url}/000000000000/acme_streamalert_${name}`;

async function receiveAll(local: LocalDeployment, queue: string): Promise<readonly Message[]> {
  const QueueUrl = queueUrl(local, queue);
  const messages: Message[] = [];
  for (;;) {
    const { Messages = [] } = await local.send('sqs', 'ReceiveMessage', {
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
      await local.send('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
    }
  }
}

/** An event for each item, which is what few alerts and objects lead to. */
const eachAlone = <T>(items: readonly T[], toEvent: (items: readonly T[]) => object): readonly object[] =>
  items.map((item) => toEvent([item]));
