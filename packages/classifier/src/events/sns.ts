import { type Json, payloadId, type Source } from '@streamalert/core';
import { contentId, type Element, rejectedElement } from './element.ts';
import { fieldOf, textOf } from './field-of.ts';
import { parseInner } from './inner-message.ts';
import { readS3Message } from './s3.ts';
import type { EventPayload } from './types.ts';

/** A notification that SNS hands to Lambda: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function readSns(element: Element): readonly EventPayload[] | undefined {
  const notification = fieldOf(element.value, 'Sns');
  return notification === undefined ? undefined : readNotification(notification, element);
}

/** True for the envelope that SNS puts around a message for a queue. */
export function isNotification(value: Json): boolean {
  return textOf(value, 'Type') === 'Notification' && textOf(value, 'TopicArn') !== undefined;
}

/** A notification: S3's own message, or data. */
export function readNotification(notification: Json, element: Element): readonly EventPayload[] {
  const arn = textOf(notification, 'TopicArn') ?? '';
  const resource = arn.slice(arn.lastIndexOf(':') + 1);
  const message = fieldOf(notification, 'Message');
  if (typeof message !== 'string') {
    const source: Source | undefined = resource === '' ? undefined : { service: 'sns', resource };
    return rejectedElement(element, 'unknown event', 'the SNS notification has no Message', source);
  }
  const inner = parseInner(message);
  const objects = inner === undefined ? undefined : readS3Message(inner, element);
  if (objects !== undefined) return objects;
  if (resource === '') return rejectedElement(element, 'unknown event', 'the SNS notification has no TopicArn');
  const { index } = element;
  const messageId = textOf(notification, 'MessageId');
  return [
    {
      kind: 'records',
      index,
      id: messageId === undefined ? contentId('sns', notification, index) : payloadId('sns', messageId),
      source: { service: 'sns', resource },
      origin: `sns://${resource}/${messageId ?? ''}`,
      records: [{ kind: 'data', data: message }],
    },
  ];
}
