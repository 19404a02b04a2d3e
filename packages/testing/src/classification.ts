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

/** An event is classified as expected when all its records are of that log type and none is rejected. */
export function compareClassification(
  { classified: records, rejected }: Classification,
  expected: string,
): ComparedClassification {
  const classified = [...new Set(records.map((record) => record.log_schema_type))];
  const problems = [
    ...rejected.map(rejection),
    ...classified.filter((log) => log !== expected).map((log) => mismatch(`the log was classified as ${log}`)),
    ...(records.length + rejected.length === 0 ? [mismatch('the log holds no record')] : []),
  ];
  return { classified, records, problems };
}

function rejection({ reason, detail, nearest }: RejectedRecord): TestProblem {
  const because = [detail];
  if (nearest !== undefined) {
    const { log_schema_type: log, missing, unexpected, wrong_type: wrongType } = nearest;
    if (missing.length > 0) because.push(`${log} also needs ${missing.join(', ')}`);
    if (unexpected.length > 0) because.push(`${log} does not know ${unexpected.join(', ')}`);
    if (wrongType.length > 0) because.push(`${log} has another type for ${wrongType.join(', ')}`);
  }
  return { kind: 'classification', message: `a record was rejected: ${reason}`, because };
}

function mismatch(message: string): TestProblem {
  return { kind: 'classification', message, because: [] };
}
