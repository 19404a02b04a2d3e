import { payloadId, type Source } from '@streamalert/core';
import { contentId, type Element, rejectedElement } from './element.ts';
import { fieldOf, textOf } from './field-of.ts';
import { parseInner } from './inner-message.ts';
import { readS3Message } from './s3.ts';
import { isNotification, readNotification } from './sns.ts';
import type { EventPayload } from './types.ts';

/** A message of a queue: S3's or SNS's own, or data. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function readSqs(element: Element): readonly EventPayload[] | undefined {
  const { value, index } = element;
  if (textOf(value, 'eventSource') !== 'aws:sqs') return undefined;
  const arn = textOf(value, 'eventSourceARN') ?? '';
  const source: Source = { service: 'sqs', resource: arn.slice(arn.lastIndexOf(':') + 1) };
  const body = fieldOf(value, 'body');
  if (typeof body !== 'string') return rejectedElement(element, 'unknown event', 'the SQS message has no body', source);
  const inner = parseInner(body);
  if (inner !== undefined) {
    const payloads = isNotification(inner) ? readNotification(inner, element) : readS3Message(inner, element);
    if (payloads !== undefined) return payloads;
  }
  if (source.resource === '') return rejectedElement(element, 'unknown event', 'the SQS message has no eventSourceARN');
  const messageId = textOf(value, 'messageId');
  return [
    {
      kind: 'records',
      index,
      id: messageId === undefined ? contentId('sqs', value, index) : payloadId('sqs', messageId),
      source,
      origin: `sqs://${source.resource}/${messageId ?? ''}`,
      records: [{ kind: 'data', data: body }],
    },
  ];
}
