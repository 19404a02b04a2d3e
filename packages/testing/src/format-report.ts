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
  const hint = event.passed || event.problems.some(({ kind }) => kind === 'invalid') ? [] : [tryLine(event)];
  return [
    head,
    ...outcomeLines(event),
    ...event.problems.flatMap((problem) => problemLines(problem, paint)),
    ...warnings,
    ...hint,
  ];
}

const tryLine = ({ file, index }: EventReport): string => detail('try', `streamalert explain --event ${file}:${index}`);

function outcomeLines({ classified, triggered, expected, problems }: EventReport): string[] {
  if (problems.some(({ kind }) => kind === 'invalid' || kind === 'source')) return [];
  const logs = detail('classified', against(classified, [expected.log]));
  return expected.rules === undefined || problems.some(({ kind }) => kind === 'classification')
    ? [logs]
    : [logs, detail('triggered', triggeredText(triggered, expected))];
}

function triggeredText(triggered: readonly string[], { rules = [], exact, excludes = [] }: EventReport['expected']) {
  if (exact !== false) return against(triggered, rules);
  const others = excludes.length === 0 ? '' : `, and not ${excludes.join(', ')}`;
  return `${list(triggered)}   expected among them ${list(rules)}${others}`;
}

const against = (actual: readonly string[], expected: readonly string[]): string => {
  const found = list(actual);
  return found === list(expected) ? `${found}   as expected` : `${found}   expected ${list(expected)}`;
};

const list = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

/** What the reasons of a problem are called. */
const reasonLabels: Partial<Record<TestProblem['kind'], string>> = {
  'unexpected rule': 'decided by',
  'missing rule': 'stopped by',
};

function problemLines({ kind, message, because }: TestProblem, paint: Paint): string[] {
  const label = reasonLabels[kind] ?? 'because';
  return [
    detail(problemLabels[kind] ?? 'problem', paint('red', message)),
    ...because.map((reason, at) => detail(at === 0 ? label : '', reason)),
  ];
}

/** The difference between what was expected and what fired, one line a rule. */
const problemLabels: Partial<Record<TestProblem['kind'], string>> = {
  'unexpected rule': 'unexpected',
  'missing rule': 'missing',
};

const detail = (label: string, text: string): string => `       ${label.padEnd(11)} ${text}`;

function summaryLines(report: TestReport, { coverage = false }: FormatOptions, paint: Paint): string[] {
  const { total, passed, failed } = report.summary;
  const uncovered = [...new Set([...report.rulesWithoutEvents, ...report.rulesWithoutQuietEvent])];
  const hint = coverage || uncovered.length === 0 ? '' : ' (--coverage lists them)';
  const times = report.repetitions === undefined ? '' : `, ${report.repetitions} times`;
  const counts = [`${plural(total, 'event')}${times}`, `${passed} passed`, `${failed} failed`];
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
