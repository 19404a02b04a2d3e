import type { Cluster, Config, LogTypeSchema } from '@streamalert/config';
import { deploymentNames, streamName, tableName } from '@streamalert/core/naming';
import { retainedLogOptions, selectRetainedLogs } from '@streamalert/core/wire';

/** The part of `conf/` that the classifier of a cluster reads. */
export interface ClassifierFunctionConfig {
  readonly cluster: Cluster;
  /** Those that sources of the cluster carry, in the order in which they are tried. */
  readonly logTypes: readonly LogTypeSchema[];
  /** Delivery streams by the log types that history keeps. */
  readonly streams: Readonly<Record<string, string>>;
  /** Tables about which an alarm watches how many records they get. */
  readonly watchedTables: readonly string[];
  /** Delivery stream of artifacts; absent: none are extracted. */
  readonly artifactStream?: string;
}

/**
 * @param config Loaded with `deployment`.
 * @throws Error for a cluster that is not there.
 */
export function classifierFunctionConfig(config: Config, clusterName: string): ClassifierFunctionConfig {
  const cluster = config.clusters.get(clusterName);
  const { deployment } = config;
  if (cluster === undefined || deployment === undefined) throw new Error(`there is no cluster "${clusterName}"`);
  const sources = new Set(Object.values(cluster.dataSources).flatMap((resources) => Object.values(resources).flat()));
  const logTypes = config.logTypes.filter(({ name }) => sources.has(name.split(':', 1)[0] as string));
  const { prefix } = deployment.account;
  const { firehose, artifact_extractor: artifacts } = deployment.infrastructure;
  const names = logTypes.map(({ name }) => name);
  const kept = firehose.enabled ? [...selectRetainedLogs(Object.keys(firehose.enabled_logs), names).logTypes] : [];
  const isWatched = (name: string) => retainedLogOptions(name, firehose.enabled_logs)?.enable_alarm === true;
  return {
    cluster,
    logTypes,
    streams: Object.fromEntries(
      kept.map((name) => [tableName(name), streamName(name, firehose.use_prefix ? prefix : undefined)]),
    ),
    watchedTables: kept.filter(isWatched).map(tableName),
    ...(artifacts.enabled && {
      artifactStream: deployment.functions.artifacts.firehose_stream_name ?? deploymentNames(prefix).streams.artifacts,
    }),
  };
}
