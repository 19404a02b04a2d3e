import type { Config } from '@streamalert/config';
import { type Service, type Source, services } from '@streamalert/core';
import { SourceError } from './errors.ts';

/** The configured source that inputs stand for, and the cluster it belongs to. */
export interface ChosenSource {
  readonly cluster: string;
  readonly source: Source;
}

const format = (source: Source): string => `${source.service}:${source.resource}`;

/**
 * Decides which configured source plain files stand for. Without `source`, the cluster's (or configuration's) only S3
 * bucket, as files are read like S3 objects.
 *
 * @param wanted `s3:BUCKET`, as given on the command line.
 * @throws SourceError that lists what is configured.
 */
export function chooseSource(config: Config, wanted: { source?: string; cluster?: string }): ChosenSource {
  const all = listSources(config, wanted.cluster);
  if (wanted.source !== undefined) return matching(all, wanted.source, wanted.cluster);
  const buckets = all.filter((entry) => entry.source.service === 's3');
  if (buckets.length === 1) return buckets[0] as ChosenSource;
  throw new SourceError(
    buckets.length === 0
      ? 'no S3 bucket is configured in data_sources; name the source that the input stands for with --source KIND:NAME'
      : `several S3 buckets are configured; choose one with --source: ${listed(buckets)}`,
  );
}

function listSources(config: Config, cluster: string | undefined): ChosenSource[] {
  if (cluster !== undefined && !config.clusters.has(cluster)) {
    throw new SourceError(`there is no cluster "${cluster}"; configured are ${[...config.clusters.keys()].join(', ')}`);
  }
  return [...config.clusters.values()]
    .filter(({ name }) => cluster === undefined || name === cluster)
    .flatMap(({ name, dataSources }) =>
      services.flatMap((service) =>
        Object.keys(dataSources[service] ?? {}).map((resource) => ({ cluster: name, source: { service, resource } })),
      ),
    );
}

function matching(all: readonly ChosenSource[], text: string, cluster: string | undefined): ChosenSource {
  const colon = text.indexOf(':');
  const service = text.slice(0, colon) as Service;
  if (colon < 1 || !services.includes(service)) {
    throw new SourceError(`--source takes KIND:NAME with KIND one of ${services.join(', ')}, not "${text}"`);
  }
  const found = all.find(({ source }) => format(source) === text);
  if (found !== undefined) return found;
  const where = cluster === undefined ? 'any cluster' : `cluster ${cluster}`;
  throw new SourceError(`data_sources of ${where} has no ${text}; configured are ${listed(all)}`);
}

const listed = (sources: readonly ChosenSource[]): string => sources.map(({ source }) => format(source)).join(', ');
