import type { LogTypeSchema } from '@streamalert/config';
import { type Micros, type Service, services, stringifyJson } from '@streamalert/core';
import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';
import { readTime } from './event-time.ts';
import { type RuleExpectation, readExpectation } from './expectation.ts';
import { type Fixtures, readFixtures } from './fixtures.ts';
import { fillRecord } from './override-record.ts';
import type { TestProblem } from './report.ts';

/** A test event that can be run. */
export interface TestEvent {
  readonly description: string;
  readonly log: string;
  readonly service: Service;
  readonly source: string;
  /** The log as its service hands it over. */
  readonly text: string;
  /** Absent: the event is classified and that is all. */
  readonly expected?: RuleExpectation;
  /** The present, as the event wants it. */
  readonly now?: Micros;
  readonly fixtures: Fixtures;
  /** Compress the log, as producers of a Kinesis stream may. */
  readonly compress: boolean;
  /** Checks by output; empty when there are none, or they are to be skipped. */
  readonly publisherTests: Readonly<Record<string, Json>>;
  readonly warnings: readonly string[];
}

/** Why an event cannot be run. */
export interface UnusableEvent {
  readonly description: string;
  readonly log: string;
  readonly problems: readonly TestProblem[];
}

const knownKeys = new Set([
  'classify_only',
  'compress',
  'data',
  'description',
  'log',
  'now',
  'override_record',
  'publisher_tests',
  'service',
  'skip_publishers',
  'source',
  'test_fixtures',
  'trigger_rules',
]);

/** Reads an element of an event file; everything that is wrong with it is said at once. */
export function readTestEvent(value: Json, schemas: ReadonlyMap<string, LogTypeSchema>): TestEvent | UnusableEvent {
  if (!isJsonObject(value)) return { description: '', log: '', problems: [invalid('the event must be an object')] };
  const description = textOf(value['description']) ?? '';
  const log = textOf(value['log']) ?? '';
  const schema = schemas.get(log);
  const fixtures = readFixtures(value['test_fixtures']);
  const expected = value['classify_only'] === true ? undefined : readExpectation(value['trigger_rules']);
  const now = readTime(value['now']);
  const problems = [...keyProblems(value, expected), ...schemaProblems(log, schema)];
  if (value['now'] !== undefined && now === undefined) {
    problems.push(invalid('"now" must be a time like "2026-11-20T09:00:00Z", or seconds since 1970'));
  }
  const text = schema === undefined ? undefined : logText(value, schema);
  if (isProblems(fixtures)) problems.push(...fixtures.map(invalid));
  if (isProblems(fixtures) || problems.length > 0 || text === undefined) return { description, log, problems };
  return {
    description,
    log,
    service: value['service'] as Service,
    source: value['source'] as string,
    text,
    ...(expected !== undefined && { expected }),
    ...(now !== undefined && { now }),
    fixtures,
    compress: value['compress'] === true,
    publisherTests: value['skip_publishers'] === true ? {} : ((value['publisher_tests'] ?? {}) as JsonObject),
    warnings: Object.keys(value).flatMap((key) => (knownKeys.has(key) ? [] : unknownKey(key))),
  };
}

/** `Array.isArray` does not narrow read-only arrays. */
const isProblems = (fixtures: Fixtures | readonly string[]): fixtures is readonly string[] => Array.isArray(fixtures);

function keyProblems(event: JsonObject, expected: RuleExpectation | undefined): TestProblem[] {
  const missing = ['description', 'log', 'source'].filter((key) => textOf(event[key]) === undefined);
  const problems = missing.map((key) => invalid(`"${key}" must be text`));
  if (!services.includes(event['service'] as Service)) {
    problems.push(invalid(`"service" must be one of ${services.join(', ')}`));
  }
  if (event['classify_only'] !== true && expected === undefined) {
    const accepted = 'a list of rule names ([] when none may fire), or { "contains": […], "excludes": […] }';
    problems.push(invalid(`"trigger_rules" must be ${accepted}`));
  }
  const { override_record: override, data, publisher_tests: checks } = event;
  if (override !== undefined && !isJsonObject(override)) problems.push(invalid('"override_record" must be an object'));
  if (override === undefined && !isLog(data)) {
    problems.push(invalid('"data" must be an object or text that is not empty, or "override_record" be there'));
  }
  if (checks !== undefined && checks !== null && !isJsonObject(checks)) {
    problems.push(invalid('"publisher_tests" must be an object: checks by output'));
  }
  if (event['compress'] === true && event['service'] !== 'kinesis') {
    problems.push(invalid('"compress" is for the service kinesis only'));
  }
  return problems;
}

function schemaProblems(log: string, schema: LogTypeSchema | undefined): TestProblem[] {
  return log === '' || schema !== undefined ? [] : [invalid(`no schema defines the log type "${log}"`)];
}

function logText(event: JsonObject, schema: LogTypeSchema): string | undefined {
  const { override_record: override, data } = event;
  if (isJsonObject(override)) return stringifyJson(fillRecord(schema, override));
  return typeof data === 'string' ? data : stringifyJson(data);
}

function unknownKey(key: string): string[] {
  return [
    key === 'validate_schema_only'
      ? '"validate_schema_only" has become "classify_only"; it has no effect'
      : `"${key}" is not a key of test events`,
  ];
}

function isLog(data: Json | undefined): boolean {
  return typeof data === 'string' ? data !== '' : isJsonObject(data) && Object.keys(data).length > 0;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function invalid(message: string): TestProblem {
  return { kind: 'invalid', message, because: [] };
}
