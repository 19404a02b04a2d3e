import type { LogTypeSchema } from '@streamalert/config';
import { type Service, services, stringifyJson } from '@streamalert/core';
import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';
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
  /** The rules that must fire, and no others; absent: the event is classified and that is all. */
  readonly triggerRules?: readonly string[];
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
  const problems = [...keyProblems(value), ...schemaProblems(log, schema), ...fixtureProblems(value['test_fixtures'])];
  const text = schema === undefined ? undefined : logText(value, schema);
  if (problems.length > 0 || text === undefined) return { description, log, problems };
  return {
    description,
    log,
    service: value['service'] as Service,
    source: value['source'] as string,
    text,
    ...(value['classify_only'] !== true && { triggerRules: value['trigger_rules'] as readonly string[] }),
    compress: value['compress'] === true,
    publisherTests: value['skip_publishers'] === true ? {} : ((value['publisher_tests'] ?? {}) as JsonObject),
    warnings: Object.keys(value).flatMap((key) => (knownKeys.has(key) ? [] : unknownKey(key))),
  };
}

function keyProblems(event: JsonObject): TestProblem[] {
  const missing = ['description', 'log', 'source'].filter((key) => textOf(event[key]) === undefined);
  const problems = missing.map((key) => invalid(`"${key}" must be text`));
  if (!services.includes(event['service'] as Service)) {
    problems.push(invalid(`"service" must be one of ${services.join(', ')}`));
  }
  if (event['classify_only'] !== true && !isTextList(event['trigger_rules'])) {
    problems.push(invalid('"trigger_rules" must be a list of rule names; [] when none may fire'));
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

/** Threat intelligence and lookup tables reach rules in a later version; until then such an event would prove nothing. */
function fixtureProblems(fixtures: Json | undefined): TestProblem[] {
  const used = isJsonObject(fixtures) ? Object.keys(fixtures) : [];
  return used.map((name) => ({
    kind: 'unsupported',
    message: `"test_fixtures.${name}" is not supported by this version`,
    because: [],
  }));
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

function isTextList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function invalid(message: string): TestProblem {
  return { kind: 'invalid', message, because: [] };
}
