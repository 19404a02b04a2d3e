import type { Config } from '@streamalert/config';
import { type Alert, createSystemClock, type Issue, type Micros } from '@streamalert/core';
import { isJsonObject, type Json, type Publisher, type Rule } from '@streamalert/rules-sdk';
import { rulesWithoutEvents, rulesWithoutQuietEvent } from './coverage.ts';
import { type EventFile, readEventFiles } from './event-files.ts';
import { createEventRunner, type EventRunner, type RuleCall } from './event-runner.ts';
import { createEventSelection, type EventSelection } from './event-selection.ts';
import { expectsRule, readExpectation } from './expectation.ts';
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
    /** Paths as they are walked, or bare file names with or without `.json`; `a.json:2` is the second event of it. */
    readonly files?: readonly string[];
    /** Ids of rules: only events that expect one of them. */
    readonly rules?: readonly string[];
  };
  /** The rules that should have events of their own, which the report looks for; default: all. */
  readonly coverage?: readonly Rule[];
  /**
   * Leaves out rules that no event names: for events that were written for an earlier library of rules, whose exact
   * expectations the rules that were added since would break. Events that name no rule at all leave out none.
   */
  readonly namedRulesOnly?: boolean;
  /** `classifier` stops after the classification; default `rules`. */
  readonly stage?: 'classifier' | 'rules';
  /** The time of the run, for rules and for `<helper:last_hour>`; default: the present. */
  readonly now?: Micros;
  /** Runs everything so often, up to 1,000 times, and stops after the first time that something fails; default 1. */
  readonly repeat?: number;
  /** Given the alerts of each event, as the rules engine made them. */
  readonly onAlerts?: (alerts: readonly Alert[]) => void;
  /** Told which rule's code is about to run on which event, and with `undefined` that it has returned. */
  readonly onCall?: (call: RuleCall | undefined) => void;
  /** Tells what each rule did and how long it took; default false. */
  readonly stats?: boolean;
}

/**
 * Runs test events through the real classifier and rules engine. An event passes when it is classified as its `log`,
 * exactly its `trigger_rules` fire, and its publisher checks hold. Nothing is sent anywhere.
 *
 * Never rejects because of an event, a rule or an event file: what is wrong with them stands in the report.
 */
export async function runRuleTests(options: RuleTestOptions): Promise<TestReport> {
  const started = performance.now();
  const { only, stage = 'rules', repeat = 1 } = options;
  const { files, issues } = await readEventFiles(options.eventLocations);
  const selection = createEventSelection(only?.files);
  const rules = options.namedRulesOnly === true ? namedRules(options.rules, files) : options.rules;
  const runner = createEventRunner({
    config: options.config,
    rules,
    publishers: options.publishers ?? [],
    stage,
    now: options.now ?? createSystemClock().now(),
    ...(options.onAlerts !== undefined && { onAlerts: options.onAlerts }),
    ...(options.onCall !== undefined && { onCall: options.onCall }),
  });
  let events: EventReport[] = [];
  let repetitions = 0;
  do {
    events = await runFiles(files, runner, selection, only?.rules);
    repetitions += 1;
  } while (repetitions < repeat && events.every(({ passed }) => passed));
  const chosenIssues = issues.filter(({ file }) => selection.takesFile(file));
  const found = [...files.map(({ file, events: { length } }) => ({ file, length })), ...issues];
  const absent = [...selection.absent(found), ...absentRules(files, only?.rules)];
  // Part of the events says nothing about what the whole covers.
  const expected = options.coverage === undefined ? rules : rules.filter((rule) => options.coverage?.includes(rule));
  const covered = only === undefined && stage !== 'classifier' ? expected : [];
  const leftOut = options.rules.filter((rule) => !rules.includes(rule)).map(({ id }) => id);
  return {
    ...report(covered, events, [...chosenIssues, ...absent]),
    ...(leftOut.length > 0 && { rulesLeftOut: leftOut }),
    ...(options.stats === true && { ruleMetrics: runner.metrics() }),
    ...(repetitions > 1 && { repetitions }),
    seconds: (performance.now() - started) / 1000,
  };
}

async function runFiles(
  files: readonly EventFile[],
  runner: EventRunner,
  selection: EventSelection,
  rules: readonly string[] | undefined,
): Promise<EventReport[]> {
  const reports: EventReport[] = [];
  for (const { file, events } of files) {
    for (const [at, value] of events.entries()) {
      if (!selection.takesEvent(file, at + 1)) continue;
      if (rules === undefined || firesOneOf(value, rules)) reports.push(await runner.run(file, at + 1, value));
    }
  }
  return reports;
}

function report(
  rules: readonly Rule[],
  events: readonly EventReport[],
  issues: readonly Issue[],
): Omit<TestReport, 'seconds'> {
  const passed = events.filter((event) => event.passed).length;
  return {
    passed: passed === events.length && issues.length === 0,
    summary: { total: events.length, passed, failed: events.length - passed },
    issues,
    events,
    rulesWithoutEvents: rulesWithoutEvents(rules, events),
    rulesWithoutQuietEvent: rulesWithoutQuietEvent(rules, events),
  };
}

function namedRules(rules: readonly Rule[], files: readonly EventFile[]): readonly Rule[] {
  const named = new Set(files.flatMap(({ events }) => events.flatMap(rulesNamedIn)));
  const found = rules.filter(({ id }) => named.has(id));
  return found.length === 0 ? rules : found;
}

function rulesNamedIn(event: Json): readonly string[] {
  const { rules = [], excludes = [] } = (isJsonObject(event) && readExpectation(event['trigger_rules'])) || {};
  return [...rules, ...excludes];
}

function absentRules(files: readonly EventFile[], chosen: readonly string[] = []): Issue[] {
  return chosen
    .filter((id) => !files.some(({ events }) => events.some((event) => firesOneOf(event, [id]))))
    .map((id) => issue(id, 'is a rule that no test event expects'));
}

function issue(file: string, message: string): Issue {
  return { file, pointer: '', message, severity: 'error' };
}

function firesOneOf(event: Json, rules: readonly string[]): boolean {
  return isJsonObject(event) && expectsRule(event['trigger_rules'], rules);
}
