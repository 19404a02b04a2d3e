import { UsageError } from '../errors.ts';
import type { DeploymentConfig } from '../load-deployment.ts';

/**
 * The clusters that are named, each once, or all.
 *
 * @throws UsageError for one that is not there.
 */
export function chooseClusters({ deployment }: DeploymentConfig, wanted?: readonly string[]): readonly string[] {
  const all = [...deployment.clusters.keys()];
  const unknown = wanted?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new UsageError(`there is no cluster ${unknown.join(' and no ')}; there is ${all.join(', ')}`);
  return wanted === undefined ? all : [...new Set(wanted)];
}
