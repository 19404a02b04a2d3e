import type { Config, LookupTablesConfig, RuleStagingConfig } from '@streamalert/config';
import type { OutputName } from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { type MatcherSettings, matcherSettings } from '@streamalert/rules-engine';

/** The part of `conf/` that the rules engine reads. */
export interface RulesEngineFunctionConfig {
  readonly defaultOutputs: readonly OutputName[];
  readonly staging: RuleStagingConfig;
  /** What is looked up among indicators of compromise, and in which table; absent: nothing. */
  readonly intel?: { readonly settings: MatcherSettings; readonly table: string };
  /** Absent: rules have no lookup tables. */
  readonly lookupTables?: LookupTablesConfig;
}

/** @param config Loaded with `deployment`. */
export function rulesEngineFunctionConfig(config: Config): RulesEngineFunctionConfig {
  const { global, lookupTables, threatIntel } = config;
  const settings = matcherSettings(config);
  const table = threatIntel?.tableName ?? deploymentNames(global.prefix).tables.indicators;
  return {
    defaultOutputs: global.defaultOutputs,
    staging: global.ruleStaging,
    ...(settings !== undefined && { intel: { settings, table } }),
    ...(lookupTables?.enabled === true && { lookupTables }),
  };
}
