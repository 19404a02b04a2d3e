import { styleText } from 'node:util';
import { formatIssue } from '@streamalert/core';
import type { EventReport, TestProblem, TestReport } from './report.ts';

/** Options of {@link formatTestReport}. */
export interface FormatOptions {
  /** `quiet` leaves out files in which everything passed, `verbose` tells what every event expects; default `normal`. */
  readonly verbosity?: 'quiet' | 'normal' | 'verbose';
  /** Colour by terminal escapes; default false. */
  readonly color?: boolean;
  /** Name the rules that lack a firing or a quiet event, not only their number; default false. */
  readonly coverage?: boolean;
}

/** The report for people; ends with a line feed. */
export function formatTestReport(report: TestReport, options: FormatOptions = {}): string {
  const paint = painter(options.color ?? false);
  const files = Map.groupBy(report.events, (event) => event.file);
  const blocks = [...files]
    .filter(([, events]) => options.verbosity !== 'quiet' || events.some((event) => !event.passed))
    .map(([file, events]) => [file, ...events.flatMap((event) => eventLines(event, options, paint)), ''].join('\n'));
  const issues = report.issues.map((issue) => paint('red', formatIssue(issue)));
  return `${[...blocks, ...(issues.length > 0 ? [...issues, ''] : []), ...summaryLines(report, options, paint)].join('\n')}\n`;
}

type Paint = (color: 'red' | 'green' | 'yellow' | 'dim', text: string) => string;

const painter =
  (color: boolean): Paint =>
  (name, text) =>
    color ? styleText(name, text, { validateStream: false }) : text;

function eventLines(event: EventReport, { verbosity }: FormatOptions, paint: Paint): string[] {
  const mark = event.passed ? paint('green', '✓') : paint('red', '✗');
  const head = `  ${mark} ${event.index}  ${event.description}`;
  const warnings = event.warnings.map((warning) => detail('note', paint('yellow', warning)));
  if (event.passed && verbosity !== 'verbose') return [head, ...warnings];
  return [
    head,
    ...outcomeLines(event),
    ...event.problems.flatMap((problem) => problemLines(problem, paint)),
    ...warnings,
  ];
}

function outcomeLines({ classified, triggered, expected, problems }: EventReport): string[] {
  if (problems.some(({ kind }) => kind === 'invalid' || kind === 'unsupported' || kind === 'source')) return [];
  const logs = detail('classified', against(classified, [expected.log]));
  return expected.rules === undefined || problems.some(({ kind }) => kind === 'classification')
    ? [logs]
    : [logs, detail('triggered', against(triggered, expected.rules))];
}

const against = (actual: readonly string[], expected: readonly string[]): string => {
  const found = list(actual);
  return found === list(expected) ? `${found}   as expected` : `${found}   expected ${list(expected)}`;
};

const list = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

function problemLines({ message, because }: TestProblem, paint: Paint): string[] {
  return [detail('problem', paint('red', message)), ...because.map((reason) => detail('because', reason))];
}

const detail = (label: string, text: string): string => `       ${label.padEnd(11)} ${text}`;

function summaryLines(report: TestReport, { coverage = false }: FormatOptions, paint: Paint): string[] {
  const { total, passed, failed } = report.summary;
  const uncovered = [...new Set([...report.rulesWithoutEvents, ...report.rulesWithoutQuietEvent])];
  const hint = coverage || uncovered.length === 0 ? '' : ' (--coverage lists them)';
  const counts = [plural(total, 'event'), `${passed} passed`, `${failed} failed`];
  if (report.issues.length > 0) counts.push(plural(report.issues.length, 'other problem'));
  const state = paint(report.passed ? 'green' : 'red', counts.join(' · '));
  const head = `${state}   ${report.seconds.toFixed(1)} s   rules without a firing and a quiet event: ${uncovered.length}${hint}`;
  return coverage ? [head, ...coverageLines(report)] : [head];
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function coverageLines({ rulesWithoutEvents, rulesWithoutQuietEvent }: TestReport): string[] {
  return [
    ...rulesWithoutEvents.map((id) => `  ${id}   no event expects it`),
    ...rulesWithoutQuietEvent
      .filter((id) => !rulesWithoutEvents.includes(id))
      .map((id) => `  ${id}   no near miss beside its firing event`),
  ];
}
