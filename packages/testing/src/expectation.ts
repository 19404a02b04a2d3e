import { isJsonObject, type Json } from '@streamalert/rules-sdk';

/** The rules that an event must fire, and must not. */
export interface RuleExpectation {
  /** Sorted. */
  readonly rules: readonly string[];
  /** `true`: these and no others. */
  readonly exact: boolean;
  /** Sorted; empty when `exact`. */
  readonly excludes: readonly string[];
}

/**
 * Reads `trigger_rules`: a list is exactly what must fire, `{ "contains": […], "excludes": […] }` leaves the rules it
 * does not name alone. `undefined` for anything else.
 */
export function readExpectation(value: Json | undefined): RuleExpectation | undefined {
  if (isTextList(value)) return { rules: value.toSorted(), exact: true, excludes: [] };
  if (!isJsonObject(value)) return undefined;
  const { contains, excludes, ...others } = value;
  const lists = [contains, excludes].filter((list) => list !== undefined);
  if (Object.keys(others).length > 0 || lists.length === 0 || !lists.every(isTextList)) return undefined;
  return { rules: sorted(contains), exact: false, excludes: sorted(excludes) };
}

/** What of an expectation can be asked of the rules that are enabled. */
export function withoutRules({ rules, exact, excludes }: RuleExpectation, left: ReadonlySet<string>): RuleExpectation {
  return { rules: rules.filter((id) => !left.has(id)), exact, excludes };
}

/** True when an event must fire the rule. */
export function expectsRule(value: Json | undefined, ids: readonly string[]): boolean {
  return readExpectation(value)?.rules.some((id) => ids.includes(id)) === true;
}

/** Rules that fired and must not have, and those that must have and did not. */
export function deviations({ rules, exact, excludes }: RuleExpectation, triggered: readonly string[]) {
  return {
    unexpected: triggered.filter((id) => (exact ? !rules.includes(id) : excludes.includes(id))),
    missing: rules.filter((id) => !triggered.includes(id)),
  };
}

function isTextList(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

const sorted = (list: Json | undefined): readonly string[] => (isTextList(list) ? list.toSorted() : []);
