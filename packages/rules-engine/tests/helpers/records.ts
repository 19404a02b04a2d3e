import type { ClassifiedRecord, Clock, JsonObject } from '@streamalert/core';
import { defineRule, type Rule, type RuleOptions } from '@streamalert/rules-sdk';
import { createRulesEngine, type Evaluation, type RulesEngineOptions } from '../../src/index.ts';

let count = 0;

/** A record of `vpn:login` in cluster `prod`. */
export function classified(record: JsonObject, overrides: Partial<ClassifiedRecord> = {}): ClassifiedRecord {
  count += 1;
  return {
    kind: 'classified',
    id: `payload.0.${count}`,
    cluster: 'prod',
    log_schema_type: 'vpn:login',
    data_type: 'json',
    service: 's3',
    resource: 'acme.logs',
    record,
    ...overrides,
  };
}

/** A rule on `vpn:login` that always matches. */
export function rule(options: Partial<RuleOptions<string>> = {}): Rule {
  return defineRule({
    id: 'always',
    description: 'For tests.',
    logs: ['vpn:login'],
    ...options,
  } as RuleOptions<string>);
}

/** Every reading is one microsecond after the one before. */
export function countingClock(start = 1_000): Clock {
  let time = start;
  return { now: () => time++ };
}

/** Evaluates some records with some rules once. */
export function evaluate(
  rules: readonly Rule[],
  records: readonly ClassifiedRecord[],
  options: Partial<RulesEngineOptions> = {},
): Promise<Evaluation> {
  return createRulesEngine({ rules, defaultOutputs: [], clock: countingClock(), ...options }).evaluate(records);
}

/** Ids of the rules that fired, in order. */
export async function fired(...call: Parameters<typeof evaluate>): Promise<readonly string[]> {
  const { alerts } = await evaluate(...call);
  return alerts.map(({ ruleName }) => ruleName);
}
