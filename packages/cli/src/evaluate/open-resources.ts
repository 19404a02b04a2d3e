import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@streamalert/config';
import type { Clock, Logger } from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { openLookupTables } from '@streamalert/local';
import { type IndicatorReader, type Lookup, type MatcherSettings, matcherSettings } from '@streamalert/rules-engine';

/** Options of {@link openResources}. */
export interface ResourceOptions {
  readonly config: Config;
  /** Indicators and staged rules are read from there, if it exists. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What rules ask for beside their record; what a configuration does not enable is absent. */
export interface Resources {
  readonly staged: ReadonlySet<string>;
  readonly lookup?: Lookup;
  readonly intel?: { readonly settings: MatcherSettings; readonly store: IndicatorReader };
  close(): Promise<void>;
}

/** Opens what rules ask for; writes nothing. */
export async function openResources({ config, stateDir, clock, logger }: ResourceOptions): Promise<Resources> {
  const { lookupTables, global } = config;
  const settings = matcherSettings(config);
  const wanted = settings !== undefined || global.ruleStaging.enabled;
  const isThere = wanted && existsSync(join(stateDir, 'state.db'));
  const state = isThere ? await openState({ dir: stateDir, clock, readOnly: true }) : undefined;
  if (settings !== undefined && state === undefined)
    logger.warn(`there is no ${stateDir} yet: no record has an indicator`);
  const statuses = global.ruleStaging.enabled ? await state?.ruleStatuses.list() : [];
  return {
    staged: new Set((statuses ?? []).filter(({ staged }) => staged).map(({ ruleName }) => ruleName)),
    ...(lookupTables?.enabled === true && { lookup: openLookupTables(config, { clock, logger }).get }),
    ...(settings !== undefined && state !== undefined && { intel: { settings, store: state.indicators } }),
    close: async () => state?.close(),
  };
}
