import type { OutputName } from '@streamalert/core';
import type { Ordered, OrderedObject } from './json-document.ts';
import { numberOf, objectOf, textOf, textsOf } from './ordered-values.ts';
import type { GlobalConfig, RuleStagingConfig } from './types.ts';

/** Builds the part of `global.json` that matters everywhere, with defaults filled in. */
export function readGlobal(root: Ordered | undefined): GlobalConfig {
  const global = objectOf(root);
  const general = objectOf(global.get('general'));
  const locations = (key: string, fallback: readonly string[]): readonly string[] =>
    general.has(key) ? textsOf(general.get(key)) : fallback;
  const account = objectOf(global.get('account'));
  const accountId = textOf(account.get('aws_account_id'));
  const region = textOf(account.get('region'));
  return {
    prefix: textOf(account.get('prefix')) ?? '',
    ...(accountId !== undefined && { accountId }),
    ...(region !== undefined && { region }),
    ruleLocations: locations('rule_locations', ['rules']),
    matcherLocations: locations('matcher_locations', ['matchers']),
    publisherLocations: locations('publisher_locations', []),
    defaultOutputs: textsOf(general.get('default_outputs')) as OutputName[],
    ruleStaging: readRuleStaging(objectOf(objectOf(global.get('infrastructure')).get('rule_staging'))),
  };
}

function readRuleStaging(staging: OrderedObject): RuleStagingConfig {
  return {
    enabled: staging.get('enabled') === true,
    cacheRefreshMinutes: numberOf(staging.get('cache_refresh_minutes')) ?? 10,
    stageNewRules: staging.get('stage_new_rules') !== false,
    restageChangedRules: staging.get('restage_changed_rules') !== false,
    stagingHours: numberOf(staging.get('staging_hours')) ?? 48,
    maximumAlerts: numberOf(staging.get('maximum_alerts')) ?? 0,
  };
}
