import { payloadId, type Source } from '@streamalert/core';
import { defaultLimits } from '../limits.ts';
import { contentId, type Element, rejectedElement } from './element.ts';
import { fieldOf, textOf } from './field-of.ts';
import { kinesisRecords } from './kinesis-data.ts';
import type { EventPayload } from './types.ts';

/** A record of a stream: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function readKinesis(element: Element): readonly EventPayload[] | undefined {
  const { value, index, options } = element;
  if (fieldOf(value, 'kinesis') === undefined) return undefined;
  const arn = textOf(value, 'eventSourceARN') ?? '';
  const stream = streamOf(arn);
  if (stream === '') return rejectedElement(element, 'unknown event', 'the Kinesis record has no eventSourceARN');
  const source: Source = { service: 'kinesis', resource: stream };
  const data = fieldOf(value, 'kinesis', 'data');
  const bytes = typeof data === 'string' ? decodeBase64(data) : undefined;
  if (bytes === undefined) return rejectedElement(element, 'not base64', 'kinesis.data is not base64', source);
  // `shardId-000000000006:4959…`; sequence numbers alone are not the same in two shards.
  const position = textOf(value, 'eventID') ?? textOf(value, 'kinesis', 'sequenceNumber');
  const id = position === undefined ? contentId('kinesis', value, index) : payloadId('kinesis', arn, position);
  const records = kinesisRecords(bytes, options.maxRecordBytes ?? defaultLimits.maxRecordBytes);
  return [{ kind: 'records', index, id, source, origin: `kinesis://${stream}/${position ?? ''}`, records }];
}

/** Consumers with a share of their own have an ARN behind that of the stream. */
function streamOf(arn: string): string {
  return /:stream\/([^/]+)/.exec(arn)?.[1] ?? arn.slice(arn.lastIndexOf('/') + 1);
}

const base64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

function decodeBase64(text: string): Buffer | undefined {
  return base64.test(text) ? Buffer.from(text, 'base64') : undefined;
}
