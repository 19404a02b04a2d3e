import { formatCount, plural } from '../terminal/numbers.ts';

/** Counts results for the last line on standard error. */
export class Tally {
  #classified = 0;
  readonly #reasons = new Map<string, number>();

  addClassified(count: number): void {
    this.#classified += count;
  }

  addRejected(reason: string): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  get rejected(): number {
    return this.#reasons.values().reduce((sum, count) => sum + count, 0);
  }

  /** `12 records classified, 3 rejected: 2 unknown keys, 1 not JSON` */
  toString(): string {
    const reasons = [...this.#reasons]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `${formatCount(count)} ${reason}`);
    const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
    return `${plural(this.#classified, 'record')} classified, ${formatCount(this.rejected)} rejected${why}`;
  }
}
