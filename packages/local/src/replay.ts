import type { ClassifiedBody } from '@streamalert/classifier';
import {
  type JsonObject,
  type QuarantinedRecord,
  type RecordPosition,
  type RejectedRecord,
  recordId,
  recordUuid,
} from '@streamalert/core';
import type { EmbeddedQueueBody } from '@streamalert/embedded';
import { isJsonObject } from '@streamalert/rules-sdk';
import { bodyOf, recordsOf } from './bodies.ts';
import { createClassifiers } from './classifiers.ts';
import type { Pipeline } from './pipeline.ts';
import { type ReadInputs, type RunSummary, runWith, type StageOptions } from './run.ts';
import type { RunRecord } from './run-record.ts';
import { addTotals, noRecords } from './totals.ts';

/**
 * Tries the records of the quarantine again, with the configuration as it is now: those that are recognised go through
 * the rest of the pipeline and leave the quarantine in the same step; the others stay.
 *
 * @returns As of a run, with the quarantined records as `records`.
 */
export function replay(
  pipeline: Pipeline,
  options: StageOptions,
): Promise<{ readonly summary: RunSummary; readonly record: RunRecord }> {
  return runWith(pipeline, options, replayQuarantine);
}

const replayQuarantine: ReadInputs = async (pipeline, stages, { signal, reach }) => {
  const { state } = pipeline;
  const classifiers = createClassifiers(pipeline.config);
  let records = noRecords;
  const ids: string[] = [];
  for await (const { rejected } of state.quarantine.list()) ids.push(rejected.id);
  for (const id of ids) {
    if (signal.aborted) break;
    const quarantined = await state.quarantine.get(id);
    if (quarantined === undefined) continue;
    const classifier = classifiers(quarantined.rejected.cluster);
    const batches = classifier === undefined ? [] : await Array.fromAsync(classifier.classify(payloadOf(quarantined)));
    const bodies = batches.flatMap((batch) => batch.bodies);
    if (bodies.length === 0) {
      records = addTotals(records, { in: 1, classified: {}, rejected: { [quarantined.rejected.reason]: 1 } });
      continue;
    }
    const rejected = batches.flatMap((batch) => batch.rejected);
    await state.atomically(() => [
      state.queue.send(bodies.map((body) => inPlace(body, quarantined.rejected))),
      // What is rejected again may have the id of the whole.
      state.quarantine.remove([id]),
      state.quarantine.add(rejected.map((record) => rejectedInPlace(record, quarantined.rejected))),
    ]);
    reach('batch-committed');
    const totals = batches.map((batch) => batch.counts).reduce(addTotals, noRecords);
    records = addTotals(records, totals);
    stages.onBatch(totals);
  }
  return { files: { read: 0, unchanged: 0, skipped: 0, unreadable: 0 }, records };
};

/** A quarantined record as a payload of its own. */
function payloadOf({ rejected, origin, data }: QuarantinedRecord) {
  return {
    id: rejected.id,
    source: { service: rejected.service, resource: rejected.resource },
    origin,
    async *open(from: number) {
      yield data.subarray(from);
    },
  };
}

/** The body with the ids that its records have when the payload they came in is read again: they make the same alerts. */
function inPlace(body: ClassifiedBody, whole: RejectedRecord): EmbeddedQueueBody {
  const records = recordsOf(body).map((record) => {
    const [position, item] = record.id.slice(whole.id.length + 1).split('.');
    const { id } = placeOf({ record: Number(position), item: Number(item) }, whole);
    return { ...record, id, record: withRecordId(record.record, id) };
  });
  return bodyOf(records, { id: body.id, logType: body.logType, retain: true });
}

function rejectedInPlace(record: QuarantinedRecord, whole: RejectedRecord): QuarantinedRecord {
  return { ...record, rejected: { ...record.rejected, ...placeOf(record.rejected.position, whole) } };
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
