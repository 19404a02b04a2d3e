import type { Rule } from '@streamalert/rules-sdk';
import type { Evaluation } from './types.ts';

/** What rules did, while it is counted; by the position of the rule, in typed arrays, as every call of a rule counts. */
export class RuleCounts {
  readonly evaluations: Uint32Array;
  readonly #matches: Uint32Array;
  readonly #errors: Uint32Array;
  /** Of the evaluations, those that `#ms` is of. */
  readonly #timed: Uint32Array;
  readonly #ms: Float64Array;

  /** @param rules How many there are. */
  constructor(rules: number) {
    this.evaluations = new Uint32Array(rules);
    this.#matches = new Uint32Array(rules);
    this.#errors = new Uint32Array(rules);
    this.#timed = new Uint32Array(rules);
    this.#ms = new Float64Array(rules);
  }

  match(order: number): void {
    this.#matches[order] = (this.#matches[order] as number) + 1;
  }

  fail(order: number): void {
    this.#errors[order] = (this.#errors[order] as number) + 1;
  }

  time(order: number, ms: number): void {
    this.#timed[order] = (this.#timed[order] as number) + 1;
    this.#ms[order] = (this.#ms[order] as number) + ms;
  }

  /** Rules that were never asked are absent. */
  metrics(rules: readonly Rule[]): Evaluation['metrics'] {
    const metrics: Record<string, Evaluation['metrics'][string]> = {};
    for (let order = 0; order < rules.length; order++) {
      const evaluations = this.evaluations[order] as number;
      if (evaluations === 0) continue;
      const timed = this.#timed[order] as number;
      metrics[(rules[order] as Rule).id] = {
        evaluations,
        matches: this.#matches[order] as number,
        errors: this.#errors[order] as number,
        ms: timed === 0 ? 0 : ((this.#ms[order] as number) * evaluations) / timed,
      };
    }
    return metrics;
  }
}
