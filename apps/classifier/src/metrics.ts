import type { ClassifiedBatch } from '@streamalert/classifier';
import type { Service, StreamBatch } from '@streamalert/core';
import { customMetricName, type customMetrics } from '@streamalert/core/naming';
import type { Parts } from './compose.ts';

type Counting = Pick<Parts, 'metrics' | 'cluster' | 'customMetrics' | 'artifactTable' | 'watchedTables'>;
type Counts = Readonly<Partial<Record<(typeof customMetrics)['Classifier'][number], number>>>;

/** Of the records of an invocation, how many in a hundred were rejected; the alarm on failed parses watches its average. */
export function countRejectedShare(
  { received, rejected }: { readonly received: number; readonly rejected: number },
  { metrics, cluster }: Pick<Parts, 'metrics' | 'cluster'>,
): void {
  if (received === 0) return;
  metrics.count('rejectedPercent', (100 * rejected) / received, { stage: 'classifier', cluster });
}

/** Of values by log type or reason, all together. */
export const sum = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((total, value) => total + value, 0);

/** Counts a batch that was handed over: by stage and cluster, and under the names of 3.5 without dimensions where somebody wants them. */
export function countBatch(
  { counts, bodies }: ClassifiedBatch,
  service: Service,
  history: readonly StreamBatch[],
  parts: Counting,
): void {
  const { metrics, cluster } = parts;
  const [passed, rejected] = [sum(counts.classified), sum(counts.rejected)];
  const dimensions = { stage: 'classifier', cluster };
  metrics.count('received', counts.in, dimensions);
  metrics.count('passed', passed, dimensions);
  metrics.count('rejected', rejected, dimensions);
  const artifacts = artifactsOf(history, parts);
  for (const { table, records } of history) {
    if (parts.watchedTables.has(table)) metrics.count('kept', records, { stage: 'history', table });
  }
  if (!parts.customMetrics) return;
  countCustom(parts, {
    TotalRecords: counts.in,
    NormalizedRecords: bodies.reduce((total, { text }) => total + normalizedIn(text), 0),
    FailedParses: rejected,
    SQSRecordsSent: passed,
    TotalProcessedSize: bodies.reduce((total, { text }) => total + text.length, 0),
    FirehoseRecordsSent: linesOf(history) - artifacts,
    ...(parts.artifactTable !== undefined && { ExtractedArtifacts: artifacts, FirehoseArtifactsSent: artifacts }),
    ...(service === 's3' && { TotalS3Records: counts.in }),
    ...(service === 'streamalert_app' && { TotalStreamAlertAppRecords: counts.in }),
  });
}

/** Counts records that the queue did not take; they are tried again. */
export const countFailedSend = ({ bodies }: ClassifiedBatch, parts: Counting): void =>
  countCustom(parts, { SQSFailedRecords: bodies.reduce((total, { records }) => total + records, 0) });

/** Counts records that history did not take; they are tried again. */
export const countFailedHistory = (history: readonly StreamBatch[], parts: Counting): void =>
  countCustom(parts, {
    FirehoseFailedRecords: linesOf(history),
    ...(parts.artifactTable !== undefined && { FirehoseFailedArtifacts: artifactsOf(history, parts) }),
  });

/** Counts how long a part of an object took to arrive, without what was done with its bytes meanwhile. */
export const countDownload = (seconds: number, parts: Counting): void =>
  countCustom(parts, { S3DownloadTime: seconds });

/** Counts records that history does not keep, as no delivery stream takes lines as long as theirs. */
export function countTooLarge(records: number, parts: Counting): void {
  parts.metrics.count('failed', records, { stage: 'classifier', cluster: parts.cluster });
  countCustom(parts, { FirehoseFailedRecords: records });
}

const linesOf = (batches: readonly StreamBatch[]): number => batches.reduce((total, { records }) => total + records, 0);

const artifactsOf = (history: readonly StreamBatch[], { artifactTable }: Counting): number =>
  linesOf(history.filter(({ table }) => table === artifactTable));

const normalization = Buffer.from('"streamalert_normalization":{"');

/** Messages of a body, one a line, in which something was normalized: of others the member is `{}`. */
function normalizedIn({ buffer, byteOffset, byteLength }: Uint8Array): number {
  const text = Buffer.from(buffer, byteOffset, byteLength);
  let messages = 0;
  let at = text.indexOf(normalization);
  while (at >= 0) {
    messages++;
    const end = text.indexOf('\n', at);
    at = end < 0 ? end : text.indexOf(normalization, end);
  }
  return messages;
}

function countCustom({ metrics, cluster, customMetrics }: Counting, counts: Counts): void {
  if (!customMetrics) return;
  for (const [name, value] of Object.entries(counts) as [keyof Counts, number][]) {
    metrics.count(customMetricName('Classifier', name), value);
    metrics.count(customMetricName('Classifier', name, cluster), value);
  }
}
