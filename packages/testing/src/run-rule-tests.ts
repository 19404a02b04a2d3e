import { basename, normalize } from 'node:path';
import type { Config } from '@streamalert/config';
import { createSystemClock, type Issue, type Micros } from '@streamalert/core';
import type { Json, Publisher, Rule } from '@streamalert/rules-sdk';
import { rulesWithoutEvents, rulesWithoutQuietEvent } from './coverage.ts';
import { type EventFile, readEventFiles } from './event-files.ts';
import { createEventRunner, type RunEvent } from './event-runner.ts';
import type { EventReport, TestReport } from './report.ts';

/** Options of {@link runRuleTests}. */
export interface RuleTestOptions {
  /** The configuration whose schemas and sources the events are classified with. */
  readonly config: Config;
  readonly rules: readonly Rule[];
  /** Publishers that rules do not name themselves, as `loadRules` finds them. */
  readonly publishers?: readonly Publisher[];
  /** Files of test events, and folders to look for `*.json` in. */
  readonly eventLocations: readonly string[];
  readonly only?: {
    /** Paths as they are walked, or bare file names with or without `.json`. */
    readonly files?: readonly string[];
    /** Ids of rules: only events that expect one of them. */
    readonly rules?: readonly string[];
  };
  /** `classifier` stops after the classification; default `rules`. */
  readonly stage?: 'classifier' | 'rules';
  /** The time of the run, for rules and for `<helper:last_hour>`; default: the present. */
  readonly now?: Micros;
}

/**
 * Runs test events through the real classifier and rules engine. An event passes when it is classified as its `log`,
 * exactly its `trigger_rules` fire, and its publisher checks hold. Nothing is sent anywhere.
 *
 * Never rejects because of an event, a rule or an event file: what is wrong with them stands in the report.
 */
export async function runRuleTests(options: RuleTestOptions): Promise<TestReport> {
  const started = performance.now();
  const { files, issues } = await readEventFiles(options.eventLocations);
  const runEvent = createEventRunner({
    config: options.config,
    rules: options.rules,
    publishers: options.publishers ?? [],
    stage: options.stage ?? 'rules',
    now: options.now ?? createSystemClock().now(),
  });
  const events: EventReport[] = [];
  for (const file of files.filter(({ file }) => isChosenFile(file, options.only?.files))) {
    events.push(...(await runFile(file, runEvent, options.only?.rules)));
  }
  const chosenIssues = issues.filter(({ file }) => isChosenFile(file, options.only?.files));
  // Part of the events says nothing about what the whole covers.
  const covered = options.only === undefined && options.stage !== 'classifier' ? options.rules : [];
  const found = [...files, ...issues].map(({ file }) => file);
  const absent = [...absentFiles(found, options.only?.files), ...absentRules(files, options.only?.rules)];
  return report(covered, events, [...chosenIssues, ...absent], started);
}

async function runFile({ file, events }: EventFile, run: RunEvent, rules: readonly string[] | undefined) {
  const reports: EventReport[] = [];
  for (const [at, value] of events.entries()) {
    if (rules === undefined || expectsOneOf(value, rules)) reports.push(await run(file, at + 1, value));
  }
  return reports;
}

function report(
  rules: readonly Rule[],
  events: readonly EventReport[],
  issues: readonly Issue[],
  started: number,
): TestReport {
  const passed = events.filter((event) => event.passed).length;
  return {
    passed: passed === events.length && issues.length === 0,
    summary: { total: events.length, passed, failed: events.length - passed },
    issues,
    events,
    rulesWithoutEvents: rulesWithoutEvents(rules, events),
    rulesWithoutQuietEvent: rulesWithoutQuietEvent(rules, events),
    seconds: (performance.now() - started) / 1000,
  };
}

function isChosenFile(file: string, chosen: readonly string[] | undefined): boolean {
  return (
    chosen === undefined ||
    chosen.some(
      (name) => normalize(name) === normalize(file) || name === basename(file) || name === basename(file, '.json'),
    )
  );
}

/** A name that was asked for and is nowhere is a mistake, not a passed test. */
function absentFiles(found: readonly string[], chosen: readonly string[] = []): Issue[] {
  return chosen
    .filter((name) => !found.some((file) => isChosenFile(file, [name])))
    .map((name) => issue(name, 'is not among the test event files'));
}

function absentRules(files: readonly EventFile[], chosen: readonly string[] = []): Issue[] {
  return chosen
    .filter((id) => !files.some(({ events }) => events.some((event) => expectsOneOf(event, [id]))))
    .map((id) => issue(id, 'is a rule that no test event expects'));
}

function issue(file: string, message: string): Issue {
  return { file, pointer: '', message, severity: 'error' };
}

function expectsOneOf(event: Json, rules: readonly string[]): boolean {
  const expected = (event as { trigger_rules?: unknown } | null)?.trigger_rules;
  return Array.isArray(expected) && expected.some((name) => rules.includes(name as string));
}
