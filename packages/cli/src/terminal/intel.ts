import type { FeedReport } from '@streamalert/threat-intel';
import type { Colors } from '../context.ts';
import { formatCount, plural } from './numbers.ts';
import { printable } from './printable.ts';

/** What is looked up, and what is known. */
export interface IntelStatus {
  readonly enabled: boolean;
  /** Whose records are looked at. */
  readonly clusters: readonly string[];
  /** Indicator type by normalized type. */
  readonly types: Readonly<Record<string, string>>;
  /** How many by type. */
  readonly indicators: Readonly<Record<string, number>>;
  readonly feeds: readonly {
    readonly name: string;
    readonly type: string;
    readonly enabled: boolean;
    readonly due: boolean;
    readonly finished?: string;
  }[];
}

/** The state of threat intelligence, for a person. */
export function formatIntelStatus(
  { enabled, clusters, types, indicators, feeds }: IntelStatus,
  colors: Colors,
): string {
  const counts = Object.entries(indicators);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const width = Math.max(0, ...feeds.map(({ name }) => name.length));
  return [
    `threat intelligence   ${enabled ? colors.green('enabled') : 'disabled'}   clusters ${clusters.join(', ') || 'none'}`,
    `looked up             ${
      Object.entries(types)
        .map(([type, as]) => `${type} as ${as}`)
        .join(', ') || 'nothing'
    }`,
    `indicators            ${formatCount(total)}${counts.length > 0 ? `: ${counts.map(([type, count]) => `${type} ${formatCount(count)}`).join(', ')}` : ''}`,
    ...feeds.map(
      ({ name, type, enabled: on, due, finished }) =>
        `feed ${name.padEnd(width)}   ${type}   ${on ? `downloaded ${finished ?? 'never'}${due ? colors.yellow(', due') : ''}` : 'disabled'}`,
    ),
    '',
  ].join('\n');
}

const outcomes = { finished: 'green', stopped: 'yellow', failed: 'red' } as const;

/** What came of a download or an import, on one line. */
export function describeReport(report: FeedReport, colors: Colors): string {
  const { feed, outcome, received, stored, withdrawn, duplicates, filtered, invalid, expired, skipped, error } = report;
  const others = { withdrawn, duplicates, filtered, invalid, expired, ...skipped };
  const left = Object.entries(others).filter(([, count]) => count > 0);
  return [
    `${colors[outcomes[outcome]](outcome)}  ${printable(feed)}   ${plural(stored, 'indicator')} of ${formatCount(received)}`,
    ...(left.length > 0
      ? [left.map(([reason, count]) => `${formatCount(count)} ${printable(reason)}`).join(', ')]
      : []),
    ...(error === undefined ? [] : [printable(error.message)]),
  ].join('   ');
}
