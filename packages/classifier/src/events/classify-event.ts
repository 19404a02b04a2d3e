import { BlobMissingError, type Json, recordId } from '@streamalert/core';
import type { ClassifiedBatch, Classifier, PayloadInput } from '../types.ts';
import { readEvent } from './read-event.ts';
import type { EventPayload, ObjectAddress, ObjectPayload, ReadEventOptions } from './types.ts';

/** Options of {@link classifyEvent}. */
export interface ClassifyEventOptions extends ReadEventOptions {
  /**
   * The bytes of an S3 object as stored, from byte `from` on.
   *
   * @throws BlobMissingError when there is none; the object is then one rejected payload record.
   */
  readonly openObject: (object: ObjectAddress, from: number) => AsyncIterable<Uint8Array>;
}

/** What a stretch of an event holds. */
export type EventBatch =
  | {
      readonly kind: 'batch';
      /** Element of `Records`, from 0. */
      readonly index: number;
      readonly payload: Exclude<EventPayload, { kind: 'rejected' }>;
      readonly batch: ClassifiedBatch;
    }
  /** An element that counts as one rejected payload record, of no source that could be told. */
  | { readonly kind: 'rejected'; readonly index: number; readonly rejected: RejectedElement };

/** An element of `Records` that is nothing known. */
export interface RejectedElement extends Omit<Extract<EventPayload, { kind: 'rejected' }>, 'kind' | 'index' | 'id'> {
  /** Of its first record, which there would have been. */
  readonly id: string;
}

/**
 * Classifies all that an event stands for, in its order: an S3 object batch by batch, anything else in one batch for
 * each element.
 *
 * @throws whatever `openObject` throws, but for BlobMissingError.
 */
export async function* classifyEvent(
  classifier: Classifier,
  event: Json,
  options: ClassifyEventOptions,
): AsyncGenerator<EventBatch> {
  for (const payload of readEvent(event, options)) {
    const { index } = payload;
    if (payload.kind === 'rejected') {
      const { kind, id, index: _, ...rejected } = payload;
      yield { kind, index, rejected: { ...rejected, id: recordId(id, 0, 0) } };
    } else if (payload.kind === 'records') {
      yield { kind: 'batch', index, payload, batch: classifier.classifyRecords(payload) };
    } else {
      for await (const batch of classifyObject(classifier, payload, options)) {
        yield { kind: 'batch', index, payload, batch };
      }
    }
  }
}

/** Options of {@link classifyObject}. */
export interface ClassifyObjectOptions extends Pick<ClassifyEventOptions, 'openObject'> {
  /** `position` of the last batch that was kept, to go on after it. */
  readonly resume?: Json;
}

/**
 * Classifies an S3 object that an event stands for, batch by batch. One that is gone before it was read is a rejected payload
 * record; one that goes while it is read, an error.
 *
 * @throws whatever `openObject` throws, but for a BlobMissingError of the first batch.
 */
export async function* classifyObject(
  classifier: Classifier,
  { id, source, origin, object }: ObjectPayload,
  { openObject, resume }: ClassifyObjectOptions,
): AsyncGenerator<ClassifiedBatch> {
  const open = (from: number): AsyncIterable<Uint8Array> => openObject(object, from);
  const input: PayloadInput = { id, source, origin, open, ...(resume !== undefined && { resume }) };
  let batches = 0;
  try {
    for await (const batch of classifier.classify(input)) {
      batches++;
      yield batch;
    }
  } catch (error) {
    if (!(error instanceof BlobMissingError) || batches > 0) throw error;
    const detail = `there is no ${origin}`;
    const records = [{ kind: 'unreadable', reason: 'missing object', detail, data: new Uint8Array() }] as const;
    yield classifier.classifyRecords({ id, source, origin, records });
  }
}
