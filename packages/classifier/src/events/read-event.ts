import type { Json } from '@streamalert/core';
import { readApp } from './app.ts';
import { type Element, type ReadElement, rejectedElement } from './element.ts';
import { fieldOf } from './field-of.ts';
import { readKinesis } from './kinesis.ts';
import { readEventBridge, readS3 } from './s3.ts';
import { readSns } from './sns.ts';
import { readSqs } from './sqs.ts';
import type { EventPayload, ReadEventOptions } from './types.ts';

/** In the order of 3.5, which goes by the keys of an element; the first that knows it reads it. */
const readers: readonly ReadElement[] = [readKinesis, readS3, readSns, readApp, readSqs, readEventBridge];

/**
 * Reads what invoked a function: `{"Records": […]}` of Kinesis, S3, SNS, SQS or an app, one element of it, or an event
 * of EventBridge. Never throws: what is nothing known is rejected by itself. Test events of S3 and empty objects give
 * nothing.
 */
export function readEvent(event: Json, options: ReadEventOptions = {}): readonly EventPayload[] {
  const records = fieldOf(event, 'Records');
  const elements: readonly Json[] = Array.isArray(records) ? records : [event];
  return elements.flatMap((value, index) => readElement({ value, index, options }));
}

function readElement(element: Element): readonly EventPayload[] {
  for (const read of readers) {
    const payloads = read(element);
    if (payloads !== undefined) return payloads;
  }
  return rejectedElement(
    element,
    'unknown event',
    'it is no record of Kinesis, S3, SNS, SQS, an app, and no "Object Created" of EventBridge',
  );
}
