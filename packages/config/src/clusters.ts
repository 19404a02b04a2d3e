import { type Issue, jsonPointer, services } from '@streamalert/core';
import { errorAt, warningAt } from './issue-at.ts';
import type { JsonDocument, Ordered } from './json-document.ts';
import { additionalKeyPolicies } from './log-types/read-log-type.ts';
import { entriesOf, objectOf, oneOf, textOf, textsOf } from './ordered-values.ts';
import { didYouMean } from './suggest.ts';
import type { Cluster } from './types.ts';

/** A cluster's file and its name. */
export interface ClusterDocument extends JsonDocument {
  readonly name: string;
}

/** Builds a cluster from its JSON. */
export function readCluster({ name, root }: ClusterDocument): Cluster {
  const cluster = objectOf(root);
  const sources = objectOf(cluster.get('data_sources'));
  const given = services.filter((service) => sources.has(service));
  const additionalKeys = oneOf(
    additionalKeyPolicies,
    objectOf(cluster.get('classifier_config')).get('additional_keys'),
  );
  return {
    name,
    dataSources: Object.fromEntries(given.map((service) => [service, readResources(sources.get(service))])),
    enableThreatIntel: cluster.get('enable_threat_intel') === true,
    ...(additionalKeys !== undefined && { additionalKeys }),
  };
}

function readResources(value: Ordered | undefined): Record<string, readonly string[]> {
  return Object.fromEntries(entriesOf(value).map(([resource, logSources]) => [resource, textsOf(logSources)]));
}

/** The part of a log type's name before the first colon. */
export const logSourceOf = (logType: string): string => logType.split(':', 1)[0] as string;

/** What JSON Schema cannot say about clusters, each alone and all together. */
export function checkClusters(
  clusters: readonly ClusterDocument[],
  logSources: ReadonlySet<string> | undefined,
): Issue[] {
  return [
    ...clusters.flatMap(checkName),
    ...checkResourcesOnce(clusters),
    ...(logSources === undefined ? [] : clusters.flatMap((cluster) => checkLogSources(cluster, logSources))),
  ];
}

function checkName({ name, file, root }: ClusterDocument): Issue[] {
  const id = textOf(objectOf(root).get('id'));
  if (id === undefined || id === name) return [];
  return [
    warningAt(
      file,
      ['id'],
      `is ${JSON.stringify(id)}, but the file name decides: the cluster is ${JSON.stringify(name)}`,
    ),
  ];
}

function* resources({
  root,
}: ClusterDocument): Generator<{ path: readonly string[]; resource: string; logSources: Ordered }> {
  for (const [service, byResource] of objectOf(objectOf(root).get('data_sources'))) {
    for (const [resource, logSources] of objectOf(byResource)) {
      yield { path: ['data_sources', service, resource], resource, logSources };
    }
  }
}

/** Names must differ across services too, as in 3.5: a stream and a bucket of one name clash. */
function checkResourcesOnce(clusters: readonly ClusterDocument[]): Issue[] {
  const issues: Issue[] = [];
  const seen = new Map<string, string>();
  for (const cluster of clusters) {
    for (const { path, resource } of resources(cluster)) {
      const place = `${cluster.file}#${jsonPointer(path)}`;
      const earlier = seen.get(resource);
      if (earlier === undefined) seen.set(resource, place);
      else
        issues.push(
          errorAt(cluster.file, path, `stands in ${earlier} too; a resource belongs to one cluster and one service`),
        );
    }
  }
  return issues;
}

function checkLogSources(cluster: ClusterDocument, known: ReadonlySet<string>): Issue[] {
  const issues: Issue[] = [];
  for (const { path, logSources } of resources(cluster)) {
    if (!Array.isArray(logSources)) continue;
    logSources.forEach((source: Ordered, index) => {
      if (typeof source !== 'string' || source === '' || known.has(source)) return;
      issues.push(errorAt(cluster.file, [...path, index], unknownSource(source, known)));
    });
  }
  return issues;
}

function unknownSource(source: string, known: ReadonlySet<string>): string {
  const before = logSourceOf(source);
  if (before !== source && known.has(before)) {
    return `${JSON.stringify(source)} is a log type; its source is the part before the colon, ${JSON.stringify(before)}`;
  }
  return `log source ${JSON.stringify(source)} is not defined by any schema${didYouMean(source, known)}`;
}
