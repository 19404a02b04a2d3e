import type { Alert, ClassifiedRecord, IntelHit } from '@streamalert/core';
import type { FieldTest, Json, Matcher, Rule } from '@streamalert/rules-sdk';
import { createFieldReader } from './field-reader.ts';
import { normalizedValues } from './normalized.ts';
import { createRuleEvent } from './rule-event.ts';
import { createRulesEngine, defaultTimeLimitMs, type RulesEngineOptions, sortById } from './rules-engine.ts';
import { withTimeLimit } from './time-limit.ts';
import { type LookupFinding, traceLookups } from './trace-lookups.ts';
import { type FieldReading, traceReads } from './trace-reads.ts';

/** A declared field and what the record has there. */
export interface FieldFinding {
  readonly path: string;
  /** Absent: there is no such field. */
  readonly found?: Json;
  readonly accepts: FieldTest;
}

/** What keeps a rule from firing. */
export type RuleObstacle =
  | { readonly kind: 'disabled' | 'parked' }
  | { readonly kind: 'log type'; readonly accepts: readonly string[] }
  /** Fields of `where` and `whereByLog` that have other values. */
  | { readonly kind: 'fields'; readonly fields: readonly FieldFinding[] }
  | { readonly kind: 'requires'; readonly absent: readonly string[] }
  | { readonly kind: 'normalized types'; readonly accepts: readonly string[] }
  /** The first matcher that is false: its place in the rule, from 1, and the name of its function if it has one. */
  | {
      readonly kind: 'matcher';
      readonly position: number;
      readonly name?: string;
      readonly readings: readonly FieldReading[];
    }
  /** The rule's own code says no. */
  | { readonly kind: 'when'; readonly readings: readonly FieldReading[] };

/** What a rule makes of a record. */
export type RuleExplanation = {
  /** What lookup tables told it; absent when it asked none. */
  readonly lookups?: readonly LookupFinding[];
} & (
  | {
      readonly rule: string;
      readonly outcome: 'fired';
      /** The fields by which the rule is found. */
      readonly selectedBy: readonly FieldFinding[];
      /** What its code looked at. */
      readonly readings: readonly FieldReading[];
      /** Its outputs say where it would go. */
      readonly alert: Alert;
      /** Dynamic outputs that failed. */
      readonly failures: readonly string[];
    }
  | { readonly rule: string; readonly outcome: 'failed'; readonly failures: readonly string[] }
  | { readonly rule: string; readonly outcome: 'quiet'; readonly obstacle: RuleObstacle }
);

/**
 * Tells rule by rule what it makes of a record, in order of their ids. Code of rules whose conditions hold is run, in
 * this thread and more than once: the second time on a record that tells which of its fields are read.
 *
 * @throws RulesEngineError when two rules share an id.
 */
export async function explainRules(
  options: RulesEngineOptions,
  record: ClassifiedRecord,
): Promise<readonly RuleExplanation[]> {
  const explained: RuleExplanation[] = [];
  const intel = await options.intel?.match([record]);
  // The rules are asked one by one, and see the same indicators.
  const known = intel === undefined ? options : { ...options, intel: { match: async () => intel } };
  const subject = intel?.enriched.get(0) ?? { classified: record };
  for (const rule of sortById(options.rules)) explained.push(await explainRule(rule, known, record, subject));
  return explained;
}

/** A record as rules see it. */
interface Subject {
  readonly classified: ClassifiedRecord;
  /** Absent: it has no indicators. */
  readonly hits?: readonly IntelHit[];
}

async function explainRule(
  rule: Rule,
  options: RulesEngineOptions,
  record: ClassifiedRecord,
  subject: Subject,
): Promise<RuleExplanation> {
  const obstacle = conditionObstacle(rule, options, subject.classified);
  if (obstacle !== undefined) return { rule: rule.id, outcome: 'quiet', obstacle };
  const traced = options.lookup && traceLookups(options.lookup);
  const engine = createRulesEngine({ ...options, ...(traced && { lookup: traced.lookup }), rules: [rule] });
  const { alerts, failures } = await engine.evaluate([record]);
  const lookups = traced?.findings() ?? [];
  const explained = { rule: rule.id, ...(lookups.length > 0 && { lookups }) };
  const messages = failures.map(({ message }) => message);
  const [alert] = alerts;
  if (alert !== undefined) {
    const selectedBy = fieldFindings(rule, subject.classified);
    const { readings } = await askAgain(rule, options, subject);
    return { ...explained, outcome: 'fired', selectedBy, readings, alert, failures: messages };
  }
  if (messages.length > 0) return { ...explained, outcome: 'failed', failures: messages };
  return { ...explained, outcome: 'quiet', obstacle: (await askAgain(rule, options, subject)).obstacle };
}

/** What the options of a rule say about a record, in the order in which the engine asks. */
function conditionObstacle(
  rule: Rule,
  { parked }: RulesEngineOptions,
  classified: ClassifiedRecord,
): RuleObstacle | undefined {
  const { log_schema_type: logType, record } = classified;
  if (rule.enabled === false) return { kind: 'disabled' };
  if (parked?.has(rule.id) === true) return { kind: 'parked' };
  if (rule.logs !== undefined && !rule.logs.includes(logType)) return { kind: 'log type', accepts: rule.logs };
  const fields = fieldFindings(rule, classified).filter((finding) => !holds(finding));
  if (fields.length > 0) return { kind: 'fields', fields };
  const absent = (rule.requires ?? []).filter((path) => createFieldReader(path)(record) === undefined);
  if (absent.length > 0) return { kind: 'requires', absent };
  const { datatypes } = rule;
  if (datatypes === undefined || datatypes.some((type) => normalizedValues(record, type).length > 0)) return undefined;
  return { kind: 'normalized types', accepts: datatypes };
}

function fieldFindings(rule: Rule, { log_schema_type: logType, record }: ClassifiedRecord): FieldFinding[] {
  const tests = [...Object.entries(rule.where ?? {}), ...Object.entries(rule.whereByLog?.[logType] ?? {})];
  return tests.map(([path, accepts]) => {
    const found = createFieldReader(path)(record);
    return { path, ...(found !== undefined && { found }), accepts };
  });
}

function holds({ found, accepts }: FieldFinding): boolean {
  return new Set<unknown>(Array.isArray(accepts) ? accepts : [accepts]).has(found);
}

/** Runs the rule's code on a record that notes what is read. No matcher has thrown, or the rule had failed. */
async function askAgain(
  rule: Rule,
  { clock, lookup, sampleAll, limits }: RulesEngineOptions,
  { classified, hits }: Subject,
): Promise<{ readonly obstacle: RuleObstacle; readonly readings: readonly FieldReading[] }> {
  const { record, readings } = traceReads(classified.record);
  const event = createRuleEvent({ ...classified, record }, { now: clock.now(), hits, lookup, sampleAll });
  const matchers: readonly Matcher[] = rule.matchers ?? [];
  const at = matchers.findIndex((matcher) => !matcher(event));
  const matcher = matchers[at];
  if (matcher !== undefined) {
    const name = matcher.name === '' ? {} : { name: matcher.name };
    return { obstacle: { kind: 'matcher', position: at + 1, ...name, readings: readings() }, readings: readings() };
  }
  try {
    await withTimeLimit(Promise.resolve(rule.when?.(event)), limits?.timeLimitMs ?? defaultTimeLimitMs);
  } catch {
    // It did not fail on the record itself: it sees that this is another object. What it read until then still tells.
  }
  return { obstacle: { kind: 'when', readings: readings() }, readings: readings() };
}
