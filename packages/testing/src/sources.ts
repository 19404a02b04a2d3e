import type { Cluster, Config } from '@streamalert/config';
import type { Source } from '@streamalert/core';

/** The first cluster, in configuration order, whose `data_sources` hold a source. */
export function clusterOf(config: Config, { service, resource }: Source): Cluster | undefined {
  return config.clusters.values().find(({ dataSources }) => Object.hasOwn(dataSources[service] ?? {}, resource));
}

/** The sources of a service in any cluster, for a message: `s3 has a.bucket, b.bucket`. */
export function knownSources(config: Config, service: Source['service']): string {
  const names = config.clusters.values().flatMap(({ dataSources }) => Object.keys(dataSources[service] ?? {}));
  return `${service} has ${[...new Set(names)].sort().join(', ') || 'no sources'}`;
}
