import type { ClassifiedRecord } from '@streamalert/core';
import type { Rule } from '@streamalert/rules-sdk';
import { deviations, type RuleExpectation } from './expectation.ts';
import type { TestProblem } from './report.ts';
import { type ReasonOptions, reasonsOf } from './rule-reasons.ts';

interface Outcome {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly expected: RuleExpectation;
  readonly triggered: readonly string[];
  readonly records: readonly ClassifiedRecord[];
  readonly engine: ReasonOptions;
}

/** The rules that fired and should not have, and those that should have and did not. */
export async function compareRules({ rules, expected, triggered, records, engine }: Outcome): Promise<TestProblem[]> {
  const { unexpected, missing } = deviations(expected, triggered);
  const because = async (id: string, outcome: 'fired' | 'quiet'): Promise<string[]> => {
    const rule = rules.get(id);
    return rule === undefined ? ['no rule has this id'] : reasonsOf(rule, records, engine, outcome);
  };
  const problems: TestProblem[] = [];
  for (const id of unexpected) {
    problems.push({ kind: 'unexpected rule', message: `${id} fired`, because: await because(id, 'fired') });
  }
  for (const id of missing) {
    problems.push({ kind: 'missing rule', message: `${id} did not fire`, because: await because(id, 'quiet') });
  }
  return problems;
}
