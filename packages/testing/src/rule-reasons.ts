import type { ClassifiedRecord } from '@streamalert/core';
import {
  explainRules,
  type FieldFinding,
  type FieldReading,
  type RuleExplanation,
  type RuleObstacle,
  type RulesEngineOptions,
} from '@streamalert/rules-engine';
import type { FieldTest, Json, Rule } from '@streamalert/rules-sdk';

/** What rules are asked again with. */
export type ReasonOptions = Omit<RulesEngineOptions, 'rules'>;

/** Why a rule did what it did on some records, one line for each thing, each once. */
export async function reasonsOf(
  rule: Rule,
  records: readonly ClassifiedRecord[],
  options: ReasonOptions,
  outcome: RuleExplanation['outcome'],
): Promise<string[]> {
  const lines: string[] = [];
  for (const record of records) {
    for (const explained of await explainRules({ ...options, rules: [rule] }, record)) {
      if (explained.outcome === outcome) lines.push(...describe(explained));
    }
  }
  return [...new Set(lines)];
}

function describe(explained: RuleExplanation): string[] {
  if (explained.outcome === 'failed') return [...explained.failures];
  if (explained.outcome === 'quiet') return describeObstacle(explained.obstacle);
  const selected = explained.selectedBy.map(({ path }) => path);
  const others = explained.readings.filter(({ path }) => !selected.includes(path));
  return [...readingLines(explained.selectedBy), ...readingLines(others)];
}

function describeObstacle(obstacle: RuleObstacle): string[] {
  switch (obstacle.kind) {
    case 'disabled':
      return ['the rule is disabled'];
    case 'parked':
      return ['the rule took too long or too much memory before, and does not run any more'];
    case 'log type':
      return [`the rule looks at ${obstacle.accepts.join(', ')}`];
    case 'fields':
      return obstacle.fields.map(describeField);
    case 'requires':
      return obstacle.absent.map((path) => `${path} is absent`);
    case 'normalized types':
      return [`the record has no ${obstacle.accepts.join(' or ')}`];
    case 'matcher': {
      const name = obstacle.name === undefined ? '' : ` (${obstacle.name})`;
      return [`matcher ${obstacle.position}${name} says no`, ...readingLines(obstacle.readings)];
    }
    case 'when':
      return ['its conditions hold; its own code says no', ...readingLines(obstacle.readings)];
  }
}

function describeField({ path, found, accepts }: FieldFinding): string {
  return `${path} = ${show(found)}, the rule wants ${wanted(accepts)}`;
}

const mostReadings = 8;

/** The part of the record that the rule's code looked at. */
function readingLines(readings: readonly FieldReading[]): string[] {
  const lines = readings.slice(0, mostReadings).map(({ path, found }) => `${path} = ${show(found)}`);
  const more = readings.length - mostReadings;
  return more > 0 ? [...lines, `and ${more} fields more`] : lines;
}

function wanted(test: FieldTest): string {
  const values = Array.isArray(test) ? test : [test];
  const first = values.slice(0, 3).map(show).join(' or ');
  return values.length > 3 ? `${first} or one of ${values.length - 3} more` : first;
}

const longest = 80;

function show(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
