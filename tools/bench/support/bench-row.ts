/** What a measured number is, and so whether more of it is better. */
export type Unit =
  /** Speed as a share of the floor of the same run. */
  | 'of the floor'
  /** Speed as a share of what the row's name compares with. */
  | 'of that'
  /** Time as a multiple of what the row's name compares with. */
  | '× the time'
  | 'records/s'
  | 'kB'
  | 'MB'
  | 'ms'
  | 's'
  | '$';

/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  /** What is measured, in the words of the goal if there is one. */
  readonly measure: string;
  readonly measured: number;
  readonly unit: Unit;
  readonly required?: number;
  readonly goFor?: number;
  /** Beside a ratio, what it comes to. */
  readonly recordsPerSecond?: number;
  readonly note?: string;
}

/** Units of which a goal is the most there may be. */
export const lessIsBetter: ReadonlySet<Unit> = new Set(['× the time', 'kB', 'MB', 'ms', 's', '$']);

/** `met`, `go-for met`, or how far the number is from the one required; empty without a goal. */
export function verdictOf({ measured, unit, required, goFor }: BenchRow): string {
  const reaches = (goal: number): boolean => (lessIsBetter.has(unit) ? measured <= goal : measured >= goal);
  if (goFor !== undefined && reaches(goFor)) return 'go-for met';
  if (required === undefined) return '';
  if (reaches(required)) return 'met';
  return `missed by ${Math.ceil(Math.abs(measured / required - 1) * 100)} %`;
}
