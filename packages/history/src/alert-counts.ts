import { formatTimestamp, type HistorySearch, type Micros, partitionHour } from '@streamalert/core';

/** Alerts of a rule, from a moment on. */
export interface AlertsSince {
  readonly ruleName: string;
  readonly since: Micros;
}

/** Rules of one statement. @see https://docs.aws.amazon.com/athena/latest/ug/service-limits.html 262,144 bytes of it are accepted */
const rulesPerStatement = 500;

/**
 * Counts the alerts that rules raised since a moment each, to the microsecond; one that history was given twice counts once. A rule
 * that raised none is absent from the answer.
 */
export async function countAlerts(
  rules: readonly AlertsSince[],
  history: HistorySearch,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let at = 0; at < rules.length; at += rulesPerStatement) {
    const { rows } = await history.search(countStatement(rules.slice(at, at + rulesPerStatement)));
    for await (const [ruleName, count] of rows) counts.set(String(ruleName), Number(count));
  }
  return counts;
}

function countStatement(rules: readonly AlertsSince[]): string {
  // Engines tell from this which hours they have to read at all; from what follows they may not.
  const first = partitionHour(Math.min(...rules.map(({ since }) => since)));
  return `select rule_name, count(distinct id) from alerts where dt >= ${text(first)} and (${rules.map(isOf).join(' or ')}) group by rule_name`;
}

/** The statement that shows the alerts of a rule to a person, newest first. */
export const alertsStatement = (rule: AlertsSince): string =>
  `select id, rule_name, created, cluster, log_source, source_entity, record from alerts where ${isOf(rule)} order by created desc`;

const isOf = ({ ruleName, since }: AlertsSince): string =>
  `(dt >= ${text(partitionHour(since))} and rule_name = ${text(ruleName)} and created >= ${text(formatTimestamp(since))})`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
