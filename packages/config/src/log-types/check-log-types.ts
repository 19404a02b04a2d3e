import type { Issue } from '@streamalert/core';
import { tableName } from '@streamalert/core/naming';
import { logSourceOf } from '../clusters.ts';
import { warningAt } from '../issue-at.ts';
import type { Cluster, LogTypeSchema } from '../types.ts';

/** Two log types that would share one table of history. */
export function checkTableNames(logTypes: readonly LogTypeSchema[]): Issue[] {
  const issues: Issue[] = [];
  const seen = new Map<string, LogTypeSchema>();
  for (const logType of logTypes) {
    const table = tableName(logType.name);
    const other = seen.get(table);
    if (other === undefined) seen.set(table, logType);
    else
      issues.push(
        warningAt(
          logType.file,
          [logType.name],
          `shares the table ${table} with ${quote(other.name)} of ${other.file}; rename one`,
        ),
      );
  }
  return issues;
}

/**
 * Log types without a priority that are tried ahead of one with priority, at a resource that carries both. In 3.5 it
 * is so where they come first, although a reader would expect them last.
 *
 * @param encountered In the order of the files, before sorting.
 */
export function checkPriorities(encountered: readonly LogTypeSchema[], clusters: readonly Cluster[]): Issue[] {
  const firstGiven = encountered.findIndex((logType) => hasPriority(logType));
  if (firstGiven <= 0) return [];
  const ahead = encountered.slice(0, firstGiven);
  const prioritised = encountered.filter(hasPriority).sort((left, right) => priorityOf(left) - priorityOf(right));
  const overtaken = new Map<LogTypeSchema, Set<string>>();
  for (const sources of resourceSources(clusters)) {
    const selected = ahead.filter((logType) => sources.has(logSourceOf(logType.name)));
    const first = prioritised.find((logType) => sources.has(logSourceOf(logType.name)));
    if (first === undefined || selected.length === 0) continue;
    const names = overtaken.get(first) ?? new Set();
    for (const { name } of selected) names.add(name);
    overtaken.set(first, names);
  }
  return [...overtaken].map(([logType, names]) => overtakenBy(logType, [...names]));
}

function overtakenBy(logType: LogTypeSchema, names: readonly string[]): Issue {
  const shown = names.slice(0, 3).map(quote).join(', ');
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return warningAt(
    logType.file,
    [logType.name, 'configuration', 'priority'],
    `log types without a priority are tried before this one: ${shown}${rest}; give them a priority too`,
  );
}

const priorityOf = (logType: LogTypeSchema): number => logType.configuration.priority ?? -1;

const hasPriority = (logType: LogTypeSchema): boolean => priorityOf(logType) !== -1;

function resourceSources(clusters: readonly Cluster[]): ReadonlySet<string>[] {
  return clusters.flatMap((cluster) =>
    Object.values(cluster.dataSources).flatMap((resources) =>
      Object.values(resources).map((sources) => new Set(sources)),
    ),
  );
}

const quote = (text: string): string => JSON.stringify(text);
