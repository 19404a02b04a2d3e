import { stringifyJson } from '@streamalert/core';
import { BatchBuilder, type PayloadContext } from '../batch-builder.ts';
import { judgeData } from '../judge-data.ts';
import type { Diagnosis } from '../nearest.ts';
import { Selection } from '../selection.ts';
import type { ClassifiedBatch } from '../types.ts';
import type { EventRecord } from './types.ts';

const encoder = new TextEncoder();

/** Classifies the payload records that came with an event, all in one batch. */
export function judgeRecords(
  context: PayloadContext,
  selection: Selection | Diagnosis,
  records: readonly EventRecord[],
): ClassifiedBatch {
  const builder = new BatchBuilder(context);
  for (const [record, entry] of records.entries()) {
    if (entry.kind === 'unreadable') builder.reject(entry, entry.data, record, 0);
    else if (!(selection instanceof Selection)) builder.reject(selection, bytesOf(entry.data), record, 0);
    else judgeRecord(builder, context, selection, entry.data, record);
  }
  return builder.take({ in: 'end' }, true);
}

type Data = Extract<EventRecord, { kind: 'data' }>['data'];

function judgeRecord(
  builder: BatchBuilder,
  { limits }: PayloadContext,
  selection: Selection,
  data: Data,
  record: number,
): void {
  const verdicts = judgeData(selection, data, { maxDepth: limits.maxDepth });
  for (const [item, verdict] of verdicts.entries()) {
    if (verdict.ok) builder.add(verdict.schema, verdict.record, verdict.floats, record, item);
    else builder.reject(verdict.diagnosis, bytesOf(verdicts.length === 1 ? data : verdict.candidate), record, item);
  }
}

function bytesOf(data: Data): Uint8Array {
  if (data instanceof Uint8Array) return data;
  return encoder.encode(typeof data === 'string' ? data : stringifyJson(data));
}
