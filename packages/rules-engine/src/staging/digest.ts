import { formatTimestamp, type Micros } from '@streamalert/core';
import type { StagedRule } from './promotion.ts';

/** A message about the staged rules. */
export interface StagingDigest {
  readonly subject: string;
  readonly body: string;
}

/** Where a person finds the alerts of a rule; `undefined` where there is nothing to find. */
export type AlertPlace = (rule: StagedRule) => string | undefined;

/** Tells how the staged rules do, those with most alerts first, in the form of 3.5. */
export function stagingDigest(rules: readonly StagedRule[], now: Micros, placeOf: AlertPlace = () => undefined) {
  const blocks = rules
    .toSorted((a, b) => b.alerts - a.alerts || (a.ruleName < b.ruleName ? -1 : 1))
    .map((rule) => block(rule, now, rule.alerts > 0 ? placeOf(rule) : undefined));
  return {
    subject: `Alert statistics for ${rules.length} staged rule(s) [${time(now)}]`,
    body: blocks.join('\n\n'),
  } satisfies StagingDigest;
}

function block(rule: StagedRule, now: Micros, place: string | undefined): string {
  const left = rule.stagedUntil - now;
  return [
    `◦ ${rule.ruleName}`,
    `\t- Staged At: ${time(rule.stagedAt)}`,
    `\t- Staged Until: ${time(rule.stagedUntil)}`,
    left > 0 ? `\t- Remaining Stage Time: ${duration(left)}` : `\t- Time Past Staging: ${duration(-left)}`,
    `\t- Alert Count: ${rule.alerts}`,
    `\t- Alert Info: ${place ?? 'n/a'}`,
  ].join('\n');
}

/** `2023-07-10 11:58:02.000123 UTC` */
const time = (at: Micros): string => formatTimestamp(at).replace('T', ' ').replace('Z', ' UTC');

function duration(micros: number): string {
  const minutes = Math.floor(micros / 60_000_000);
  return `${Math.floor(minutes / 1440)}d ${Math.floor((minutes % 1440) / 60)}h ${minutes % 60}m`;
}
