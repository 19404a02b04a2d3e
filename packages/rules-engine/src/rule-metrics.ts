import type { Evaluation, RuleMetrics } from './types.ts';

/** The sums of several evaluations, by rule. */
export function addRuleMetrics(parts: readonly Evaluation['metrics'][]): Evaluation['metrics'] {
  const sums = new Map<string, RuleMetrics>();
  for (const [rule, more] of parts.flatMap((metrics) => Object.entries(metrics))) {
    const sum = sums.get(rule) ?? { evaluations: 0, matches: 0, errors: 0, ms: 0 };
    sums.set(rule, {
      evaluations: sum.evaluations + more.evaluations,
      matches: sum.matches + more.matches,
      errors: sum.errors + more.errors,
      ms: sum.ms + more.ms,
    });
  }
  return Object.fromEntries(sums);
}
