/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  readonly name: string;
  readonly recordsPerSecond: number;
  /** Share of the floor of the same run: one parse and one stringify of the same, already decompressed bytes. */
  readonly ratio?: number;
  readonly note?: string;
}
