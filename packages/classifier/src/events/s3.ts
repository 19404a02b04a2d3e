import { type Json, payloadId, type Source } from '@streamalert/core';
import { type Element, rejectedElement } from './element.ts';
import { fieldOf, textOf } from './field-of.ts';
import type { EventPayload } from './types.ts';

/** One record of a notification: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function readS3(element: Element): readonly EventPayload[] | undefined {
  const { value } = element;
  if (isTestEvent(value)) return [];
  if (fieldOf(value, 's3') === undefined) return undefined;
  const bucket = textOf(value, 's3', 'bucket', 'name');
  if (bucket === undefined) return rejectedElement(element, 'unknown event', 'the S3 record has no bucket');
  const object = fieldOf(value, 's3', 'object');
  const key = textOf(object, 'key');
  const versionId = textOf(object, 'versionId');
  return objectPayload(element, {
    bucket,
    key: key === undefined ? undefined : decodeKey(key),
    size: fieldOf(object, 'size'),
    versionId,
    version: versionId ?? textOf(object, 'eTag') ?? textOf(object, 'sequencer'),
  });
}

/** The same from EventBridge, where keys are not encoded: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function readEventBridge(element: Element): readonly EventPayload[] | undefined {
  const { value } = element;
  if (textOf(value, 'source') !== 'aws.s3' || textOf(value, 'detail-type') !== 'Object Created') return undefined;
  const bucket = textOf(value, 'detail', 'bucket', 'name');
  if (bucket === undefined) return rejectedElement(element, 'unknown event', 'the EventBridge event has no bucket');
  const object = fieldOf(value, 'detail', 'object');
  const versionId = textOf(object, 'version-id');
  return objectPayload(element, {
    bucket,
    key: textOf(object, 'key'),
    size: fieldOf(object, 'size'),
    versionId,
    version: versionId ?? textOf(object, 'etag') ?? textOf(object, 'sequencer'),
  });
}

/**
 * S3's own messages inside a message of another service: records of a notification, an event of EventBridge, or the
 * test event that S3 sends when notifications are set up. `undefined` for anything else.
 */
export function readS3Message(message: Json, { index, options }: Element): readonly EventPayload[] | undefined {
  const records = fieldOf(message, 'Records');
  if (Array.isArray(records) && textOf(records[0], 's3', 'bucket', 'name') !== undefined) {
    return records.flatMap((value: Json) => {
      const element = { value, index, options };
      return readS3(element) ?? rejectedElement(element, 'unknown event', 'the record of the notification has no s3');
    });
  }
  const element = { value: message, index, options };
  return isTestEvent(message) ? [] : readEventBridge(element);
}

function isTestEvent(value: Json): boolean {
  return textOf(value, 'Event') === 's3:TestEvent';
}

interface NamedObject {
  readonly bucket: string;
  readonly key: string | undefined;
  readonly size: Json | undefined;
  readonly versionId: string | undefined;
  /** Tells this content from others under the same key. */
  readonly version: string | undefined;
}

/** An empty object holds nothing, and is not read, as in 3.5. */
function objectPayload(element: Element, named: NamedObject): readonly EventPayload[] {
  const { bucket, key, size, versionId, version } = named;
  const source: Source = { service: 's3', resource: bucket };
  if (key === undefined) return rejectedElement(element, 'unknown event', 'the S3 record has no key', source);
  if (size !== undefined && size !== null && size !== '' && Number(size) === 0) return [];
  return [
    {
      kind: 'object',
      index: element.index,
      id: payloadId('s3', bucket, key, version ?? ''),
      source,
      origin: `s3://${bucket}/${key}`,
      object: {
        bucket,
        key,
        ...(versionId !== undefined && { versionId }),
        ...(version !== undefined && { version }),
      },
    },
  ];
}

/** Notifications write keys as forms do: `my+file%3D1.json`. What is no such text is taken as it is. */
function decodeKey(key: string): string {
  const spaced = key.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
