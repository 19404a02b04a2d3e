import type { Config } from '@streamalert/config';
import { type Alert, type Micros, payloadId } from '@streamalert/core';
import { addRuleMetrics, createRulesEngine, type Evaluation, type RuleFailure } from '@streamalert/rules-engine';
import { isJsonObject, type Json, type Publisher, type Rule } from '@streamalert/rules-sdk';
import { compareClassification } from './classification.ts';
import { resolveHelpers } from './dynamic-values.ts';
import { TestEventError } from './errors.ts';
import { readTime } from './event-time.ts';
import { type RuleExpectation, withoutRules } from './expectation.ts';
import { createLogClassifier } from './log-classifier.ts';
import { checkPublications } from './publisher-checks.ts';
import { publishersByName } from './publishers-by-name.ts';
import type { EventReport, TestProblem } from './report.ts';
import { compareRules } from './rule-comparison.ts';
import { clusterOf, knownSources } from './sources.ts';
import { createSurroundings } from './surroundings.ts';
import { readTestEvent, type TestEvent, type UnusableEvent } from './test-event.ts';

/** Runs elements of event files, one after the other. */
export interface EventRunner {
  run(file: string, index: number, value: Json): Promise<EventReport>;
  /** What each rule did so far. */
  metrics(): Evaluation['metrics'];
}

/** What all events of a run share. */
export interface EventRunnerOptions {
  readonly config: Config;
  readonly rules: readonly Rule[];
  readonly publishers: readonly Publisher[];
  readonly stage: 'classifier' | 'rules';
  readonly now: Micros;
  readonly onAlerts?: (alerts: readonly Alert[]) => void;
  readonly onCall?: (call: RuleCall | undefined) => void;
}

/** A rule whose code runs, and the event it runs on. */
export interface RuleCall {
  readonly rule: string;
  readonly file: string;
  /** Place in its file, from 1. */
  readonly index: number;
}

/** What running an event found, before it becomes a report. */
type Findings = Pick<EventReport, 'classified' | 'triggered' | 'problems'>;

const nothingFound: Findings = { classified: [], triggered: [], problems: [] };

/** Prepares schemas and rules once; events do not see each other. */
export function createEventRunner(options: EventRunnerOptions): EventRunner {
  const { config, rules, stage, now } = options;
  const schemas = new Map(config.logTypes.map((schema) => [schema.name, schema]));
  const disabled = new Set(rules.filter((rule) => rule.enabled === false).map((rule) => rule.id));
  const classifier = createLogClassifier(config);
  const surroundings = createSurroundings(config);
  const engineOptions = { ...surroundings.engine, defaultOutputs: config.global.defaultOutputs };
  const ids = rules.map(({ id }) => id).sort();
  let place = { file: '', index: 0 };
  const { onCall } = options;
  const engine = createRulesEngine({
    ...engineOptions,
    rules,
    ...(onCall !== undefined && {
      onCall: (order) => onCall(order < 0 ? undefined : { rule: ids[order] as string, ...place }),
    }),
  });
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  let metrics: Evaluation['metrics'] = {};
  const publishers = publishersByName(rules, options.publishers);

  async function run(event: TestEvent, expected: RuleExpectation | undefined, id: string): Promise<Findings> {
    const source = { service: event.service, resource: event.source };
    const cluster = clusterOf(config, source);
    if (cluster === undefined) return { ...nothingFound, problems: [unknownSource(event, config)] };
    const log = { event, source, cluster, id };
    const { classified, records, problems } = await compareClassification(
      await classifier.classify(log),
      event.log,
      () => classifier.explain(log),
    );
    if (problems.length > 0 || expected === undefined) return { classified, triggered: [], problems };
    const { alerts, failures, metrics: more } = await engine.evaluate(records);
    metrics = addRuleMetrics([metrics, more]);
    options.onAlerts?.(alerts);
    const triggered = [...new Set(alerts.map((alert) => alert.ruleName))].sort();
    return {
      classified,
      triggered,
      problems: [
        ...(await compareRules({ rules: byId, expected, triggered, records, engine: engineOptions })),
        ...failures.map(ruleFailure),
        ...checkPublications(alerts, event.publisherTests, publishers),
      ],
    };
  }

  return {
    metrics: () => metrics,
    async run(file, index, value) {
      const event = readEvent(value, (resolved) => readTestEvent(resolved, schemas), now);
      if ('problems' in event) return unusable(file, index, event);
      const expected = stage === 'classifier' ? undefined : event.expected && withoutRules(event.expected, disabled);
      surroundings.set(event.now ?? now, event.fixtures);
      place = { file, index };
      const findings = await run(event, expected, payloadId('test', file, String(index)));
      const intelUnused = event.fixtures.indicators.size > 0 && !surroundings.hasIntel;
      return {
        file,
        index,
        description: event.description,
        passed: findings.problems.length === 0,
        expected: { log: event.log, ...(expected !== undefined && expectedRules(expected)) },
        ...findings,
        warnings: [...event.warnings, ...(intelUnused ? [intelIsOff] : [])],
      };
    },
  };
}

const intelIsOff =
  'threat intelligence is not enabled (conf/threat_intel.json, and enable_threat_intel of a cluster): no indicator is found';

function expectedRules({ rules, exact, excludes }: RuleExpectation): Omit<EventReport['expected'], 'log'> {
  return exact ? { rules } : { rules, exact: false, ...(excludes.length > 0 && { excludes }) };
}

/** The event's own present decides what its helpers stand for. */
export function readEvent(
  value: Json,
  read: (value: Json) => TestEvent | UnusableEvent,
  now: Micros,
): TestEvent | UnusableEvent {
  const own = isJsonObject(value) ? readTime(value['now']) : undefined;
  try {
    return read(resolveHelpers(value, Math.floor((own ?? now) / 1_000_000)));
  } catch (error) {
    if (!(error instanceof TestEventError)) throw error;
    const { description, log } = read(value);
    return { description, log, problems: [{ kind: 'invalid', message: error.message, because: [] }] };
  }
}

function unusable(file: string, index: number, { description, log, problems }: UnusableEvent): EventReport {
  return { file, index, description, passed: false, expected: { log }, ...nothingFound, problems, warnings: [] };
}

function unknownSource({ service, source }: TestEvent, config: Config): TestProblem {
  const message = `no cluster has "${source}" among its data_sources.${service}`;
  return { kind: 'source', message, because: [knownSources(config, service)] };
}

function ruleFailure({ rule, message }: RuleFailure): TestProblem {
  return { kind: 'rule failure', message: `${rule}: ${message}`, because: [] };
}
