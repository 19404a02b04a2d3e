import type { Alert } from '@streamalert/core';

/** What an alert is called in services that 3.5 did not have: its title, else its rule. */
export const alertTitle = ({ title, ruleName }: Pick<Alert, 'title' | 'ruleName'>): string => title ?? ruleName;

/** Rule, severity, source and the like as pairs, for services that show facts beside the record. */
export function alertFacts(alert: Alert): readonly (readonly [name: string, value: string])[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Rule', alert.ruleName],
    ['Severity', alert.severity],
    ['Source', [alert.logSource, alert.sourceEntity].filter((part) => part !== '').join(' from ')],
    ['Cluster', alert.cluster],
    ['ATT&CK', alert.attack?.map(({ tactic, technique }) => technique ?? tactic).join(', ')],
    ['Owner', alert.owner],
    ['Runbook', alert.runbook],
    ['Alert', alert.id],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}
