import type { Issue } from '@streamalert/core';
import type { ConfDocument } from '../conf-documents.ts';
import { type Path, warningAt } from '../issue-at.ts';
import type { Ordered } from '../json-document.ts';
import { numberOf, textOf } from '../ordered-values.ts';
import { valueAt, without, withValue } from './edit.ts';
import { logSourcesIn, type UpgradedCluster, upgradeCluster } from './upgrade-cluster.ts';

/** Documents with the names of now, and a warning for each older name that was used. */
export interface Upgraded {
  readonly documents: readonly ConfDocument[];
  readonly issues: readonly Issue[];
}

/**
 * Rewrites what files of older versions say into the form of now, also across files: what a cluster said of functions
 * and resources that all clusters share goes to `lambda.json` and `global.json`, the largest value where several differ.
 *
 * @param lambdaPath Where settings of functions go when there is no `lambda.json`.
 */
export function upgradeDocuments(documents: readonly ConfDocument[], lambdaPath: string): Upgraded {
  const region = textOf(valueAt(documents.find(({ kind }) => kind === 'global')?.root, ['account', 'region']));
  const issues: Issue[] = [];
  const clusters: UpgradedCluster[] = [];
  const upgraded = documents.map((document) => {
    if (document.kind !== 'cluster') return document;
    const cluster = upgradeCluster(document.file, document.root, region);
    clusters.push(cluster);
    issues.push(...cluster.issues);
    return { ...document, root: cluster.root };
  });
  const withShared = upgraded.map((document) => {
    if (document.kind !== 'global') return document;
    const monitored = upgradeMonitoring(document, issues);
    return { ...document, root: withFirehose(monitored, clusters) };
  });
  return { documents: withFunctions(withShared, clusters, lambdaPath), issues };
}

function upgradeMonitoring({ file, root }: ConfDocument, issues: Issue[]): Ordered {
  const at: Path = ['infrastructure', 'monitoring'];
  let result = root;
  if (valueAt(root, [...at, 'create_sns_topic']) !== undefined) {
    const named = valueAt(root, [...at, 'sns_topic_name']) !== undefined;
    issues.push(
      warningAt(
        file,
        [...at, 'create_sns_topic'],
        named
          ? 'is not read: sns_topic_name names a topic that exists; remove it'
          : 'is not read: the topic <prefix>_streamalert_monitoring is made unless sns_topic_name names another; remove it, and subscribe again, as the topic was called stream_alert_monitoring',
      ),
    );
    result = without(result, [...at, 'create_sns_topic']);
  }
  const firehose: Path = ['infrastructure', 'firehose'];
  if (valueAt(result, [...firehose, 's3_bucket_suffix']) !== undefined) {
    issues.push(
      warningAt(
        file,
        [...firehose, 's3_bucket_suffix'],
        'is read as the end of bucket_name, <prefix>.<suffix>; write that',
      ),
    );
    const name = bucketName(result, textOf(valueAt(result, [...firehose, 's3_bucket_suffix'])) ?? '');
    result = without(result, [...firehose, 's3_bucket_suffix']);
    if (valueAt(result, [...firehose, 'bucket_name']) === undefined) {
      result = withValue(result, [...firehose, 'bucket_name'], name);
    }
  }
  if (valueAt(result, [...firehose, 'compression_format']) !== undefined) {
    issues.push(
      warningAt(file, [...firehose, 'compression_format'], 'is not read: it follows from the file format; remove it'),
    );
    result = without(result, [...firehose, 'compression_format']);
  }
  return result;
}

const bucketName = (root: Ordered, suffix: string): string =>
  `${textOf(valueAt(root, ['account', 'prefix'])) ?? ''}.${suffix}`;

/** History that was kept by cluster is kept for the deployment. */
function withFirehose(root: Ordered, clusters: readonly UpgradedCluster[]): Ordered {
  const keeping = clusters.filter(({ shared }) => shared.firehose !== undefined);
  if (keeping.length === 0) return root;
  const at: Path = ['infrastructure', 'firehose'];
  const absent = (key: string): boolean => valueAt(root, [...at, key]) === undefined;
  const suffix = keeping.map(({ shared }) => shared.firehose?.bucketSuffix).find((name) => name !== undefined);
  const sources = new Set(keeping.flatMap((cluster) => logSourcesIn(cluster.root)));
  let result = root;
  if (absent('enabled')) result = withValue(result, [...at, 'enabled'], true);
  if (absent('enabled_logs')) {
    result = withValue(result, [...at, 'enabled_logs'], new Map([...sources].map((source) => [source, new Map()])));
  }
  if (absent('bucket_name') && suffix !== undefined) {
    result = withValue(result, [...at, 'bucket_name'], bucketName(root, suffix));
  }
  return result;
}

/** Settings that `lambda.json` has count; others are the largest of all clusters. */
function withFunctions(
  documents: readonly ConfDocument[],
  clusters: readonly UpgradedCluster[],
  lambdaPath: string,
): readonly ConfDocument[] {
  const wanted = clusters.flatMap(({ shared }) => Object.entries(shared.functions));
  if (wanted.length === 0) return documents;
  const lambda = documents.find(({ kind }) => kind === 'lambda');
  let root: Ordered = lambda?.root ?? new Map();
  for (const [name, settings] of wanted) {
    for (const [key, value] of Object.entries(settings)) {
      if (valueAt(lambda?.root, [name, key]) !== undefined) continue;
      root = withValue(root, [name, key], Math.max(numberOf(valueAt(root, [name, key])) ?? 0, value));
    }
  }
  const absent: ConfDocument = { kind: 'lambda', name: 'lambda', file: lambdaPath, root, offsetOf: () => 0 };
  return lambda === undefined
    ? [...documents, absent]
    : documents.map((document) => (document === lambda ? { ...document, root } : document));
}
