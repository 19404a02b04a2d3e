import {
  type ClassifiedRecord,
  type JsonObject,
  type QuarantinedRecord,
  type RecordPosition,
  type RejectedRecord,
  recordId,
  recordUuid,
} from '@streamalert/core';
import { decodeBody, encodeMessage } from '@streamalert/core/wire';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { ClassifiedBatch, ClassifiedBody, Classifier } from './types.ts';

/**
 * Classifies a record of the quarantine again. What is recognised now has the ids that it has when the payload it came in is read
 * again, so that it makes the same alerts; what is rejected again has its place in that payload.
 */
export async function replayRecord(
  classifier: Classifier,
  { rejected, origin, data }: QuarantinedRecord,
): Promise<readonly ClassifiedBatch[]> {
  const payload = {
    id: rejected.id,
    source: { service: rejected.service, resource: rejected.resource },
    origin,
    async *open(from: number) {
      yield data.subarray(from);
    },
  };
  const batches = await Array.fromAsync(classifier.classify(payload));
  return batches.map((batch) => ({
    ...batch,
    bodies: batch.bodies.map((body) => inPlace(body, rejected)),
    rejected: batch.rejected.map((record) => ({
      ...record,
      rejected: { ...record.rejected, ...placeOf(record.rejected.position, rejected) },
    })),
  }));
}

function inPlace(body: ClassifiedBody, whole: RejectedRecord): ClassifiedBody {
  const { buffer, byteOffset, byteLength } = body.text;
  const records = decodeBody(Buffer.from(buffer, byteOffset, byteLength).toString()).map((record): ClassifiedRecord => {
    const [position, item] = record.id.slice(whole.id.length + 1).split('.');
    const { id } = placeOf({ record: Number(position), item: Number(item) }, whole);
    return { ...record, id, record: withRecordId(record.record, id) };
  });
  return { ...body, text: new TextEncoder().encode(`[${records.map(encodeMessage).join(',\n')}]`) };
}

/** Where a position in a rejected record is in its payload. */
function placeOf({ record, item }: RecordPosition, whole: RejectedRecord) {
  const first = whole.position;
  const payload = whole.id.slice(0, -recordId('', first.record, first.item).length);
  const position = { record: first.record + record, item: record === 0 ? first.item + item : item };
  return { id: recordId(payload, position.record, position.item), position };
}

function withRecordId(record: JsonObject, id: string): JsonObject {
  const normalized = record['streamalert_normalization'];
  if (!isJsonObject(normalized) || normalized['streamalert_record_id'] === undefined) return record;
  return { ...record, streamalert_normalization: { ...normalized, streamalert_record_id: recordUuid(id) } };
}
