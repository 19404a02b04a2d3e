import type { ClassifiedRecord, RejectedRecord } from '@streamalert/core';
import type { TestProblem } from './report.ts';

/** What the classifier made of one log. */
export interface Classification {
  readonly classified: readonly ClassifiedRecord[];
  readonly rejected: readonly RejectedRecord[];
}

/** The classification of an event beside what it expects. */
export interface ComparedClassification {
  /** Log types that were found, each once. */
  readonly classified: readonly string[];
  readonly records: readonly ClassifiedRecord[];
  readonly problems: readonly TestProblem[];
}

/**
 * An event is classified as expected when all its records are of that log type and none is rejected.
 *
 * @param explain Why the log is not of the expected type; asked only when it is not.
 */
export async function compareClassification(
  { classified: records, rejected }: Classification,
  expected: string,
  explain: () => Promise<readonly string[]>,
): Promise<ComparedClassification> {
  const classified = [...new Set(records.map((record) => record.log_schema_type))];
  const reasons = new Set(rejected.map(({ reason }) => reason));
  const messages = [
    ...[...reasons].map((reason) => `the log was rejected: ${reason}`),
    ...classified.filter((log) => log !== expected).map((log) => `the log was classified as ${log}`),
    ...(records.length + rejected.length === 0 ? ['the log holds no record'] : []),
  ];
  const because = messages.length > 0 ? await explain() : [];
  const problems = messages.map((message) => ({ kind: 'classification' as const, message, because }));
  return { classified, records, problems };
}
