import type { Stack } from '@streamalert/infra';
import { UsageError } from '../errors.ts';

/** Which stacks are meant. Nothing given: all. */
export interface StackChoice {
  /** Ids or names of stacks; `*` stands for anything. */
  readonly stacks?: readonly string[];
  /** Functions by the names of 3.5, e.g. `rule`. */
  readonly functions?: readonly string[];
  /** Clusters whose stacks are meant. */
  readonly clusters?: readonly string[];
}

/** Names of functions in 3.5, and the stacks that have them. */
const stacksOfFunctions: Readonly<Record<string, RegExp>> = {
  alert: /^alert-processor$/,
  alert_merger: /^alert-merger$/,
  classifier: /^cluster-/,
  rule: /^rules-engine$/,
  rule_promo: /^rule-promotion$/,
  threat_intel_downloader: /^threat-intel-downloader$/,
};
const notDeployed = ['apps', 'athena', 'scheduled_queries'];

/**
 * The chosen stacks, in their order.
 *
 * @param onSkipped Told of functions that `conf/` does not switch on.
 * @throws UsageError for what the deployment does not have.
 */
export function chooseStacks(
  all: readonly Stack[],
  { stacks = [], functions = [], clusters = [] }: StackChoice,
  onSkipped: (name: string) => void = () => {},
): readonly Stack[] {
  if (stacks.length + functions.length + clusters.length === 0) return all;
  const chosen = new Set<string>();
  for (const wanted of stacks) {
    const found = all.filter(({ id, stackName }) => matches(id, wanted) || matches(stackName, wanted));
    if (found.length === 0) throw unknown(`stack "${wanted}"`, all);
    for (const { id } of found) chosen.add(id);
  }
  for (const { id } of clusterStacks(all, clusters)) if (functions.length === 0) chosen.add(id);
  for (const name of functions) {
    for (const { id } of stacksOf(name, all, clusters, onSkipped)) chosen.add(id);
  }
  return all.filter(({ id }) => chosen.has(id));
}

function stacksOf(
  name: string,
  all: readonly Stack[],
  clusters: readonly string[],
  onSkipped: (name: string) => void,
): readonly Stack[] {
  const pattern = stacksOfFunctions[name];
  if (pattern === undefined) {
    const why = notDeployed.includes(name) ? 'is not deployed by this version' : 'is no function';
    throw new UsageError(`${name} ${why}; there are ${Object.keys(stacksOfFunctions).join(', ')}`);
  }
  const ofFunction = all.filter(({ id }) => pattern.test(id));
  if (ofFunction.length === 0) onSkipped(name);
  if (name !== 'classifier' || clusters.length === 0) return ofFunction;
  return clusterStacks(all, clusters);
}

/** Stacks of clusters, those in other regions with them. */
function clusterStacks(all: readonly Stack[], clusters: readonly string[]): readonly Stack[] {
  return clusters.flatMap((cluster) => {
    const own = all.filter(({ id, needs }) => id === `cluster-${cluster}` || needs.includes(`cluster-${cluster}`));
    if (own.length === 0) throw unknown(`cluster "${cluster}"`, all);
    return own;
  });
}

function matches(name: string, wanted: string): boolean {
  const parts = wanted.split('*').map((part) => part.replaceAll(/[^\w-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

const unknown = (what: string, all: readonly Stack[]): UsageError =>
  new UsageError(`the deployment has no ${what}; its stacks are ${all.map(({ id }) => id).join(', ')}`);
