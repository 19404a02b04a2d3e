import type { Cluster, Config } from '@streamalert/config';
import { describe, expect, it } from 'vitest';
import { chooseSource } from '../src/index.ts';

function configOf(clusters: Record<string, Cluster['dataSources']>): Config {
  const entries = Object.entries(clusters).map(([name, dataSources]) => {
    return [name, { name, dataSources, enableThreatIntel: false }] as const;
  });
  return { clusters: new Map(entries) } as unknown as Config;
}

const two = configOf({
  east: { s3: { 'acme.audit': ['vpn'], 'acme.trail': ['cloudtrail'] }, kinesis: { acme_east: ['vpn'] } },
  west: { sns: { acme_topic: ['door'] } },
});

describe('chooseSource', () => {
  it('takes the only bucket when nothing is asked for', () => {
    const config = configOf({ prod: { s3: { 'acme.audit': ['vpn'] }, sns: { topic: ['vpn'] } } });

    expect(chooseSource(config, {})).toStrictEqual({
      cluster: 'prod',
      source: { service: 's3', resource: 'acme.audit' },
    });
  });

  it('finds the cluster that holds the source', () => {
    expect(chooseSource(two, { source: 'sns:acme_topic' })).toStrictEqual({
      cluster: 'west',
      source: { service: 'sns', resource: 'acme_topic' },
    });
  });

  it.each([
    [
      'several buckets',
      {},
      'several S3 buckets are configured; choose one with --source: s3:acme.audit, s3:acme.trail',
    ],
    [
      'no bucket',
      { cluster: 'west' },
      'no S3 bucket is configured in data_sources; name the source that the input stands for with --source KIND:NAME',
    ],
    ['an unknown cluster', { cluster: 'north' }, 'there is no cluster "north"; configured are east, west'],
    [
      'a source of another cluster',
      { cluster: 'west', source: 's3:acme.audit' },
      'data_sources of cluster west has no s3:acme.audit; configured are sns:acme_topic',
    ],
    [
      'a source without kind',
      { source: 'acme.audit' },
      '--source takes KIND:NAME with KIND one of kinesis, s3, sns, sqs, streamalert_app, not "acme.audit"',
    ],
  ])('explains %s', (_name, wanted, message) => {
    expect(() => chooseSource(two, wanted)).toThrow(expect.objectContaining({ name: 'SourceError', message }));
  });
});
