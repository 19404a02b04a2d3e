import type { Config } from '@streamalert/config';
import { type Alert, type ClassifiedRecord, createSystemClock, type Micros, payloadId } from '@streamalert/core';
import { createRulesEngine, validateRule } from '@streamalert/rules-engine';
import type { JsonObject, Rule } from '@streamalert/rules-sdk';
import { RuleTestError } from './errors.ts';
import { type Fixtures, readFixtures } from './fixtures.ts';
import { fillRecord } from './override-record.ts';
import { reasonsOf } from './rule-reasons.ts';
import { createSurroundings } from './surroundings.ts';

interface Expectation {
  /** Log type of the record, e.g. `cloudtrail:events`. */
  readonly log: string;
  readonly expect: 'alert' | 'quiet';
  readonly cluster?: string;
  /** What the rule sees as the present; default: the present. */
  readonly now?: Micros;
  /** What indicators and lookup tables hold, as `test_fixtures` of event files has it. Indicators need `config`. */
  readonly fixtures?: JsonObject;
  /** Knows the fields of the log type, for `override`, and which normalized types are looked up. */
  readonly config?: Config;
}

/** Options of {@link testRule}: a whole record, or the keys that matter and the configuration that knows the others. */
export type TestRuleOptions = Expectation &
  ({ readonly record: JsonObject } | { readonly override: JsonObject; readonly config: Config });

/**
 * Runs one rule on one record as the engine would, in any test framework. The record is taken as classified; what a
 * raw log becomes is tested by `runRuleTests`.
 *
 * @returns The alerts, for further assertions; empty for `quiet`.
 * @throws RuleTestError when the rule is invalid, fails, or does not do what is expected.
 *
 * @example
 * ```ts
 * import { defineRule } from '@streamalert/rules-sdk';
 * import { testRule } from '@streamalert/testing';
 *
 * const rule = defineRule({ id: 'vpn_root', description: 'Root on the VPN.', logs: ['vpn:login'], where: { user: 'root' } });
 * await testRule(rule, { log: 'vpn:login', record: { user: 'root' }, expect: 'alert' });
 * ```
 */
export async function testRule(rule: Rule, options: TestRuleOptions): Promise<readonly Alert[]> {
  const place = { place: { rule: rule.id } };
  const problem = validateRule(rule)[0];
  if (problem !== undefined) throw new RuleTestError(`rule ${rule.id}: ${problem.option} ${problem.message}`, place);
  const classified = classifiedRecord(options);
  const surroundings = createSurroundings(options.config);
  surroundings.set(options.now ?? createSystemClock().now(), fixturesOf(options, place));
  const engine = { ...surroundings.engine, defaultOutputs: [] };
  const { alerts, failures } = await createRulesEngine({ ...engine, rules: [rule] }).evaluate([classified]);
  if (failures[0] !== undefined) throw new RuleTestError(`rule ${rule.id} failed: ${failures[0].message}`, place);
  if (options.expect === 'alert' && alerts.length === 0) {
    const because = await reasonsOf(rule, [classified], engine, 'quiet');
    throw new RuleTestError(`rule ${rule.id} did not fire: ${because.join('; ')}`, place);
  }
  if (options.expect === 'quiet' && alerts[0] !== undefined) {
    throw new RuleTestError(`rule ${rule.id} fired: ${alerts[0].title ?? alerts[0].ruleDescription}`, place);
  }
  return alerts;
}

function fixturesOf({ fixtures }: TestRuleOptions, place: { readonly place: { readonly rule: string } }): Fixtures {
  const read = readFixtures(fixtures);
  if ('indicators' in read) return read;
  throw new RuleTestError(read.join('; ').replaceAll('"test_fixtures', '"fixtures'), place);
}

function classifiedRecord(options: TestRuleOptions): ClassifiedRecord {
  return {
    kind: 'classified',
    id: payloadId('test', options.log),
    cluster: options.cluster ?? 'test',
    log_schema_type: options.log,
    data_type: 'json',
    service: 's3',
    resource: 'test',
    record: 'record' in options ? options.record : filled(options.log, options.override, options.config),
  };
}

function filled(log: string, override: JsonObject, config: Config): JsonObject {
  const schema = config.logTypes.find(({ name }) => name === log);
  if (schema === undefined) throw new RuleTestError(`no schema of the configuration defines the log type "${log}"`);
  return fillRecord(schema, override);
}
