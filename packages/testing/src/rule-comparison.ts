import type { ClassifiedRecord } from '@streamalert/core';
import type { Rule } from '@streamalert/rules-sdk';
import type { TestProblem } from './report.ts';
import { decidedBy, stoppedBy } from './rule-reasons.ts';

interface Outcome {
  readonly rules: readonly Rule[];
  readonly expected: readonly string[];
  readonly triggered: readonly string[];
  readonly records: readonly ClassifiedRecord[];
}

/** The rules that fired and should not have, and those that should have and did not. */
export function compareRules({ rules, expected, triggered, records }: Outcome): TestProblem[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const because = (id: string, explain: typeof decidedBy): string[] => {
    const rule = byId.get(id);
    if (rule === undefined) return ['no rule has this id'];
    return [...new Set(records.flatMap((record) => explain(rule, record)))];
  };
  return [
    ...triggered
      .filter((id) => !expected.includes(id))
      .map((id) => ({ kind: 'rules' as const, message: `${id} fired`, because: because(id, decidedBy) })),
    ...expected
      .filter((id) => !triggered.includes(id))
      .map((id) => ({ kind: 'rules' as const, message: `${id} did not fire`, because: because(id, stoppedBy) })),
  ];
}
