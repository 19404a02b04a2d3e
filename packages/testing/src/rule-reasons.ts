import type { ClassifiedRecord } from '@streamalert/core';
import { type FieldTest, type FieldTests, type Json, type Rule, valueAt } from '@streamalert/rules-sdk';

/** The conditions of a rule on a log type, by path in the record. */
function testsOf(rule: Rule, logType: string): FieldTests {
  return { ...rule.where, ...rule.whereByLog?.[logType] };
}

/** The values that made a rule look at a record: `userIdentity.type = "Root"`. */
export function decidedBy(rule: Rule, { log_schema_type: logType, record }: ClassifiedRecord): string[] {
  return Object.keys(testsOf(rule, logType)).map((path) => `${path} = ${show(valueAt(record, path))}`);
}

/** What kept a rule from firing on a record, as far as its options tell. */
export function stoppedBy(rule: Rule, { log_schema_type: logType, record }: ClassifiedRecord): string[] {
  if (rule.enabled === false) return ['the rule is disabled'];
  if (rule.logs !== undefined && !rule.logs.includes(logType)) return [`the rule does not look at ${logType}`];
  const failed = Object.entries(testsOf(rule, logType)).filter(([path, test]) => !holds(test, valueAt(record, path)));
  const absent = (rule.requires ?? []).filter((path) => valueAt(record, path) === undefined);
  const reasons = [
    ...failed.map(([path, test]) => `${path} = ${show(valueAt(record, path))}, the rule wants ${wanted(test)}`),
    ...absent.map((path) => `${path} is absent`),
  ];
  return reasons.length > 0 ? reasons : ['its conditions hold; its own code or a matcher says no'];
}

function holds(test: FieldTest, value: Json | undefined): boolean {
  return value !== undefined && (Array.isArray(test) ? test.includes(value) : test === value);
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
