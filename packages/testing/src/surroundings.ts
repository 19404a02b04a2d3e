import type { Config } from '@streamalert/config';
import type { Clock, Micros } from '@streamalert/core';
import { createIndicatorMatcher, matcherSettings, type RulesEngineOptions } from '@streamalert/rules-engine';
import { isJsonObject } from '@streamalert/rules-sdk';
import { type Fixtures, noFixtures } from './fixtures.ts';

/** The world around the rules: its time, its indicators and its lookup tables, which each event sets for itself. */
export interface TestSurroundings {
  /** What engines are made with; they see what was set last. */
  readonly engine: Pick<RulesEngineOptions, 'clock' | 'intel' | 'lookup' | 'sampleAll'>;
  readonly hasIntel: boolean;
  /** Events run one after the other, so that each has it for itself. */
  set(now: Micros, fixtures: Fixtures): void;
}

/** Nothing is asked of a store: threat intelligence as the configuration has it, and every table from the fixtures. */
export function createSurroundings(config: Config | undefined): TestSurroundings {
  let time: Micros = 0;
  let fixtures = noFixtures;
  const clock: Clock = { now: () => time++ };
  const settings = config === undefined ? undefined : matcherSettings(config);
  const find = async (values: readonly string[]) =>
    new Map([...fixtures.indicators].filter(([value]) => values.includes(value)));
  const networks = async () => [...fixtures.indicators.values()].filter(({ value }) => value.includes('/'));
  return {
    hasIntel: settings !== undefined,
    set(now, next) {
      time = now;
      fixtures = next;
    },
    engine: {
      clock,
      sampleAll: true,
      ...(settings !== undefined && {
        // Without a cache, as the next event has other indicators.
        intel: createIndicatorMatcher({ settings: { ...settings, cacheMinutes: 0 }, store: { find, networks }, clock }),
      }),
      lookup: async (table, key) => {
        const content = fixtures.lookupTables[table];
        return isJsonObject(content) && Object.hasOwn(content, key) ? content[key] : undefined;
      },
    },
  };
}
