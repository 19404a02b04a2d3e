/** Counts by key. */
export type Tally = Record<string, number>;

/** Records of payloads: `in` = all of `classified` + all of `rejected`. */
export interface RecordTotals {
  readonly in: number;
  /** By log type. */
  readonly classified: Readonly<Tally>;
  /** By reason. */
  readonly rejected: Readonly<Tally>;
}

/** No records. */
export const noRecords: RecordTotals = { in: 0, classified: {}, rejected: {} };

/** The sum of two tallies. */
export function addTallies(a: Readonly<Tally>, b: Readonly<Tally>): Tally {
  const sum: Tally = { ...a };
  for (const [key, count] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

/** The sum of two totals. */
export function addTotals(a: RecordTotals, b: RecordTotals): RecordTotals {
  return {
    in: a.in + b.in,
    classified: addTallies(a.classified, b.classified),
    rejected: addTallies(a.rejected, b.rejected),
  };
}

/** All counts of a tally together. */
export function sumOf(tally: Readonly<Tally>): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}
