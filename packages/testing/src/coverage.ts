import type { Rule } from '@streamalert/rules-sdk';
import type { EventReport } from './report.ts';

/** Enabled rules that no event expects. */
export function rulesWithoutEvents(rules: readonly Rule[], events: readonly EventReport[]): string[] {
  const expected = new Set(events.flatMap((event) => event.expected.rules ?? []));
  return enabledIds(rules).filter((id) => !expected.has(id));
}

/** Enabled rules whose files hold no near miss: an event that the rule could look at and does not expect it. */
export function rulesWithoutQuietEvent(rules: readonly Rule[], events: readonly EventReport[]): string[] {
  const byFile = Map.groupBy(events, (event) => event.file);
  const covered = new Set<string>();
  for (const inFile of byFile.values()) {
    const tested = inFile.filter((event) => event.expected.rules !== undefined);
    for (const rule of rules) {
      const fires = tested.filter((event) => event.expected.rules?.includes(rule.id));
      const isNearMiss = ({ expected }: EventReport): boolean =>
        isKeptQuiet(rule.id, expected) && rule.logs?.includes(expected.log) !== false;
      if (fires.length > 0 && tested.some(isNearMiss)) covered.add(rule.id);
    }
  }
  return enabledIds(rules).filter((id) => !covered.has(id));
}

/** True when the event would fail if the rule fired. */
function isKeptQuiet(id: string, { rules = [], exact, excludes = [] }: EventReport['expected']): boolean {
  return exact === false ? excludes.includes(id) : !rules.includes(id);
}

function enabledIds(rules: readonly Rule[]): string[] {
  return rules
    .filter((rule) => rule.enabled !== false)
    .map((rule) => rule.id)
    .sort();
}
