import type { ClassifiedBatch, ClassifiedBody } from '@streamalert/classifier';
import { type NearestSchema, parseJson, type RecordPosition, type Source, stringifyJson } from '@streamalert/core';

/** Where a result comes from: the line of the event, and the element of its `Records`. */
export interface Provenance {
  readonly event: number;
  readonly index: number;
}

/** Whose results they are. */
export interface Origin {
  readonly cluster: string;
  readonly source: Source;
}

/** A rejected payload record or item, as it is printed. */
export interface RejectedResult {
  readonly id: string;
  readonly position: RecordPosition;
  /** Absent where it could not be told. */
  readonly source?: Source;
  readonly reason: string;
  readonly nearest?: NearestSchema;
}

/** A batch as lines, in order of the records. */
export function batchLines(batch: ClassifiedBatch, from: Provenance, origin: Origin): readonly string[] {
  const lines = batch.bodies.flatMap((body) => bodyLines(body, from, origin));
  for (const { rejected } of batch.rejected) {
    lines.push({ id: rejected.id, line: rejectedLine({ ...rejected, source: origin.source }, from) });
  }
  return lines
    .map(({ id, line }) => ({ line, place: placeOf(id) }))
    .sort((a, b) => a.place.record - b.place.record || a.place.item - b.place.item)
    .map(({ line }) => line);
}

/** One rejected result as a line. */
export function rejectedLine(
  { id, position, source, reason, nearest }: RejectedResult,
  { event, index }: Provenance,
): string {
  const { service = null, resource = null } = source ?? {};
  const result = { kind: 'rejected', id, event, index, position, service, resource, reason, nearest: nearest ?? null };
  return stringifyJson(result);
}

interface ResultLine {
  readonly id: string;
  readonly line: string;
}

/** Messages of a queue body as lines. The text of a record is not read again, so that every number stays as it is. */
function bodyLines(body: ClassifiedBody, { event, index }: Provenance, { cluster, source }: Origin): ResultLine[] {
  const logType = stringifyJson(body.logType);
  const start = `{"cluster":${stringifyJson(cluster)},"log_schema_type":${logType},"record":`;
  const place = `"service":${stringifyJson(source.service)},"resource":${stringifyJson(source.resource)}`;
  const text = Buffer.from(body.text).toString();
  return text
    .slice(1, -1)
    .split(',\n')
    .map((message) => {
      // The last of its kind: a record may hold such text too, but stands before it.
      const end = message.lastIndexOf(`,${place},"data_type":`);
      const tail = parseJson(`{${message.slice(end + place.length + 2)}`) as { data_type: string; id: string };
      const head = `{"kind":"classified","id":${stringifyJson(tail.id)},"event":${event},"index":${index}`;
      const types = `"cluster":${stringifyJson(cluster)},"log_schema_type":${logType},"data_type":${stringifyJson(tail.data_type)}`;
      return { id: tail.id, line: `${head},${types},${place},"record":${message.slice(start.length, end)}}` };
    });
}

/** Ids end in the position of the payload record and of the item. */
function placeOf(id: string): RecordPosition {
  const [item, record] = id.split('.').reverse();
  return { record: Number(record), item: Number(item) };
}
