import { basename } from 'node:path';
import { type RunSummary, sumOf, type Tally } from '@streamalert/local';
import type { Evaluation } from '@streamalert/rules-engine';
import type { Colors, Context, ExitCode } from '../context.ts';
import { defaultState } from '../options.ts';
import { formatCount, formatDuration, plural } from './numbers.ts';
import { formatRuleMetrics } from './rule-metrics.ts';

/** What the summary shows beside the numbers. */
export interface SummaryDetails {
  readonly skipped: readonly string[];
  readonly stateDir: string;
  readonly colors: Colors;
}

/** Writes the summary to standard output, and resolves when it is there: a run ends only then. */
export function showSummary(
  summary: RunSummary,
  options: {
    readonly format: 'text' | 'json';
    readonly state: string;
    readonly skipped: readonly string[];
    /** Shown where they are given. */
    readonly ruleMetrics?: Evaluation['metrics'];
  },
  { stdout, out: colors }: Context,
): Promise<void> {
  const { format, state: stateDir, skipped, ruleMetrics } = options;
  const text =
    format === 'json'
      ? `${JSON.stringify({ ...summary, ...(ruleMetrics !== undefined && { rules: ruleMetrics }) })}\n`
      : formatRunSummary(summary, { skipped, stateDir, colors }) +
        (ruleMetrics === undefined ? '' : `${formatRuleMetrics(ruleMetrics)}\n`);
  return new Promise((resolve) => stdout.write(text, () => resolve()));
}

/** 1 when something was not delivered or not read, and, if `strict`, when records were rejected. */
export function exitCodeOf({ waiting, files, records }: RunSummary, strict: boolean): ExitCode {
  return waiting > 0 || files.unreadable > 0 || (strict && sumOf(records.rejected) > 0) ? 1 : 0;
}

/** The closing summary, for a person. */
export function formatRunSummary(summary: RunSummary, details: SummaryDetails): string {
  const { colors } = details;
  const rejected = sumOf(summary.records.rejected);
  const ruleErrors = sumOf(summary.rule_errors);
  return [
    '',
    `${filesLine(summary, details.skipped)}        ${formatDuration(summary.seconds)}`,
    `records    ${formatCount(summary.records.in)} in = ${formatCount(sumOf(summary.records.classified))} classified + ${formatCount(rejected)} rejected`,
    ...tallyLines(summary.records.classified),
    ...(rejected > 0
      ? [
          ...tallyLines(summary.records.rejected, colors.yellow),
          `             ${command('status', details)} shows one of each`,
          `             ${command('explain --rejected 1', details)} tells why the oldest was`,
        ]
      : []),
    `alerts     ${formatCount(sumOf(summary.alerts))} by ${plural(Object.keys(summary.alerts).length, 'rule')}`,
    ...tallyLines(summary.alerts),
    ...(ruleErrors > 0
      ? [
          colors.red(`rule errors ${formatCount(ruleErrors)}, counted by rule; the other rules still ran`),
          ...tallyLines(summary.rule_errors, colors.red),
        ]
      : []),
    ...intelLine(summary, colors),
    `delivered  ${deliveries(summary.deliveries)}      ${waiting(summary, details)}`,
    `history    ${details.stateDir}/history   ·   ${command('search', details)} "select * from alerts"`,
    '',
  ].join('\n');
}

/** Nothing where no value was looked up. */
function intelLine({ intel }: RunSummary, colors: Colors): string[] {
  if (intel === undefined || intel.values === 0) return [];
  const found = `indicators ${formatCount(intel.matched)} found among ${plural(intel.values, 'value')}`;
  if (intel.failed === 0) return [found];
  return [
    `${found}   ${colors.red(`${formatCount(intel.failed)} could not be looked up: ${intel.reason ?? 'unknown'}`)}`,
  ];
}

function filesLine({ files }: RunSummary, skipped: readonly string[]): string {
  const names = [...new Set(skipped.map((path) => basename(path)))];
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
  return [
    `${plural(files.read, 'file')} read`,
    ...(files.unchanged > 0 ? [`${formatCount(files.unchanged)} of them unchanged since an earlier run`] : []),
    ...(files.skipped > 0 ? [`${formatCount(files.skipped)} skipped (${shown})`] : []),
    ...(files.unreadable > 0 ? [`${formatCount(files.unreadable)} unreadable`] : []),
  ].join(', ');
}

function tallyLines(tally: Readonly<Tally>, paint: (text: string) => string = (text) => text): string[] {
  const entries = Object.entries(tally).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, count]) => paint(`             ${name.padEnd(width)}  ${formatCount(count)}`));
}

/** Outputs by the words people use: the implicit output is the history. */
function deliveries(tally: Readonly<Tally>): string {
  const entries = Object.entries(tally).map(([output, count]) => `${shortOutput(output)} ${formatCount(count)}`);
  return entries.length === 0 ? 'nothing new' : entries.sort().join(', ');
}

/** `console`, `history`, but `slack:soc` where the descriptor says something. */
export function shortOutput(output: string): string {
  if (output === 'aws-firehose:alerts') return 'history';
  if (output === 'console:stdout') return 'console';
  return output === 'file:alerts' ? 'file' : output;
}

function waiting(summary: RunSummary, details: SummaryDetails): string {
  const text = `waiting ${formatCount(summary.waiting)}`;
  return summary.waiting === 0 ? text : details.colors.red(`${text}   ${command('status', details)} says why`);
}

/** A command about this state, to be typed as it is. */
function command(name: string, { stateDir }: SummaryDetails): string {
  return stateDir === defaultState ? `streamalert ${name}` : `streamalert ${name} --state ${stateDir}`;
}
