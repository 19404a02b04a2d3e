import type { Evaluation, RuleMetrics } from '@streamalert/rules-engine';
import { formatCount } from './numbers.ts';
import { formatTable } from './table.ts';

/** What each rule did, the slowest first; rules that were never asked are absent. */
export function formatRuleMetrics(metrics: Evaluation['metrics'], width?: number): string {
  const rules = Object.entries(metrics).sort(([a, m], [b, n]) => n.ms - m.ms || (a < b ? -1 : 1));
  if (rules.length === 0) return 'no rule was asked about any record';
  const head = ['rule', 'evaluations', 'matches', 'errors', 'ms', 'µs each'];
  return formatTable(head, rules.map(row), width);
}

function row([rule, { evaluations, matches, errors, ms }]: [string, RuleMetrics]): string[] {
  const each = evaluations === 0 ? 0 : (ms * 1000) / evaluations;
  return [rule, ...[evaluations, matches, errors].map(formatCount), ms.toFixed(1), each.toFixed(1)];
}
