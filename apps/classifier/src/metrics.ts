import type { ClassifiedBatch } from '@streamalert/classifier';
import type { Parts } from './compose.ts';

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

/** Counts a batch: by stage and cluster, and under the names of 3.5 without dimensions where somebody wants them. */
export function countBatch(
  { counts, bodies }: ClassifiedBatch,
  { metrics, cluster, customMetrics }: Pick<Parts, 'metrics' | 'cluster' | 'customMetrics'>,
): void {
  const [passed, rejected] = [sum(counts.classified), sum(counts.rejected)];
  const dimensions = { stage: 'classifier', cluster };
  metrics.count('received', counts.in, dimensions);
  metrics.count('passed', passed, dimensions);
  metrics.count('rejected', rejected, dimensions);
  if (!customMetrics) return;
  const bytes = bodies.reduce((total, { text }) => total + text.length, 0);
  const named = { TotalRecords: counts.in, FailedParses: rejected, SQSRecordsSent: passed, TotalProcessedSize: bytes };
  for (const [name, value] of Object.entries(named)) {
    metrics.count(`Classifier-${name}`, value);
    metrics.count(`Classifier-${name}-${cluster.toUpperCase()}`, value);
  }
}
