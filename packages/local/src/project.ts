import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkClassifier } from '@streamalert/classifier';
import { type Config, loadConfig } from '@streamalert/config';
import type { Issue } from '@streamalert/core';
import { checkHistory } from '@streamalert/history';
import { checkOutputs } from '@streamalert/outputs';
import { checkRules, type LoadedRule, type LoadedRules, loadRules } from '@streamalert/rules-engine';
import type { Publisher } from '@streamalert/rules-sdk';
import { checkLookupFiles } from './lookup-tables.ts';

/** Where a project is. */
export interface ProjectOptions {
  readonly conf: string;
  /** Folders and files of rules; absent: `general.rule_locations` beside `conf`, or `shippedRules` where these hold none. */
  readonly rules?: readonly string[];
  /** File of the rules that come with StreamAlert. */
  readonly shippedRules: string;
  /** Also give what a deployment on AWS is built from; default false. */
  readonly deployment?: boolean;
}

/** Configuration and rules, loaded and checked against each other. */
export interface CheckedProject {
  /** Absent when it has an error. */
  readonly config?: Config;
  /** Sorted by id. */
  readonly rules: readonly LoadedRule[];
  readonly publishers: readonly Publisher[];
  /** Folders and files they were loaded from. */
  readonly locations: readonly string[];
  /** True when the project has no rules of its own. */
  readonly shipped: boolean;
  /** The files of `conf` that were looked at. */
  readonly files: readonly string[];
  /** Every problem of every file. */
  readonly issues: readonly Issue[];
}

/** Loads a project and runs the checks of every stage on it. */
export async function checkProject(options: ProjectOptions): Promise<CheckedProject> {
  const { config, issues, files } = await loadConfig(options.conf, { deployment: options.deployment === true });
  if (config === undefined) return { rules: [], publishers: [], locations: [], shipped: false, files, issues };
  const { loaded, locations, shipped } = await findRules(config, options);
  return {
    config,
    rules: loaded.rules,
    publishers: loaded.publishers,
    locations,
    shipped,
    files,
    issues: [
      ...issues,
      ...checkClassifier(config),
      ...checkHistory(config),
      ...checkOutputs(config),
      ...loaded.issues,
      ...checkRules(config, loaded),
      ...(await checkLookupFiles(config)),
    ],
  };
}

async function findRules(
  config: Config,
  options: ProjectOptions,
): Promise<{ loaded: LoadedRules; locations: readonly string[]; shipped: boolean }> {
  const own = options.rules ?? configuredLocations(config, options.conf);
  const loaded = await loadRules(own);
  // A rule file that does not load must not make way for the shipped rules.
  if (options.rules !== undefined || loaded.rules.length > 0 || loaded.issues.length > 0) {
    return { loaded, locations: own, shipped: false };
  }
  const locations = [...own, options.shippedRules];
  const { rules, ...others } = await loadRules(locations);
  return { loaded: { rules: rules.map((rule) => ({ ...rule, packed: true })), ...others }, locations, shipped: true };
}

/** Locations of the configuration that exist, relative to the folder that holds `conf`. */
function configuredLocations({ global }: Config, conf: string): readonly string[] {
  const base = dirname(join(conf, '.'));
  return [...new Set([...global.ruleLocations, ...global.matcherLocations, ...global.publisherLocations])]
    .map((location) => join(base, location))
    .filter((location) => existsSync(location));
}
