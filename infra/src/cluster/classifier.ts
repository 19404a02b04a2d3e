import type { ClusterDeployment } from '@streamalert/config';
import { type ClusterNames, streamName } from '@streamalert/core/naming';
import type { BuildContext } from '../build-context.ts';
import { functionResources, queueEvent, readsQueue, sendsTo } from '../function.ts';
import { readsLookupTables } from '../lookup-tables.ts';
import { allow, type Statement } from '../policy.ts';
import { keptLogTypes } from '../shared/history.ts';
import { listsWorking, onTable, onWorking, usesKey } from '../stages/store-access.ts';
import { arn, bucketArn, queueUrl, type Resources, type Value } from '../template.ts';

/** What modules of a cluster add to its classifier. */
export interface ClassifierAdditions {
  readonly events: Readonly<Record<string, Value>>;
  readonly statements: readonly Statement[];
}

/** Objects at a time: a large one takes the time of the function alone. */
const objectBatchSize = 1;

/** The classifier of a cluster. */
export function classifierResources(
  context: BuildContext,
  cluster: ClusterDeployment,
  names: ClusterNames,
  additions: ClassifierAdditions,
): Resources {
  const { names: deployment } = context;
  const buckets = Object.keys(context.config.clusters.get(cluster.name)?.dataSources.s3 ?? {});
  const streams = keptStreams(context, cluster.name);
  return functionResources(context, {
    name: names.function,
    description: `StreamAlert Classifier ${cluster.name}`,
    bundle: `classifier-${cluster.name}`,
    settings: cluster.classifier,
    tags: { Cluster: cluster.name },
    environment: {
      STREAMALERT_CLUSTER: cluster.name,
      STREAMALERT_CLASSIFIED_QUEUE_URL: queueUrl(deployment.queues.classified),
      STREAMALERT_OBJECT_QUEUE_URL: queueUrl(names.objectQueue),
      STREAMALERT_WORKING_BUCKET: deployment.buckets.working,
    },
    events: {
      Objects: queueEvent(names.objectQueue, objectBatchSize, { concurrency: cluster.classifier.concurrency_limit }),
      ...additions.events,
    },
    statements: [
      readsQueue('ReadObjects', names.objectQueue),
      // A large object goes on in another invocation.
      sendsTo('ContinueObjects', names.objectQueue),
      sendsTo('SendRecords', deployment.queues.classified),
      usesKey('EncryptRecords', 'QueuesKeyArn', ['Decrypt', 'GenerateDataKey']),
      onWorking('KeepLargeBodies', deployment, 'queue', ['s3:PutObject']),
      onWorking('KeepRejected', deployment, 'quarantine', ['s3:DeleteObject', 's3:GetObject', 's3:PutObject']),
      usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
      onTable('KeepProgress', deployment, 'state', ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem']),
      ...(buckets.length > 0
        ? [
            allow(
              'ReadBuckets',
              ['s3:GetObject'],
              buckets.map((name) => bucketArn(name, '*')),
            ),
            // Without it S3 answers 403 for an object that is not there.
            allow(
              'ListBuckets',
              ['s3:ListBucket'],
              buckets.map((name) => bucketArn(name)),
            ),
          ]
        : []),
      listsWorking('FindRejected', deployment, 'quarantine'),
      ...(streams.length > 0
        ? [
            allow(
              'KeepHistory',
              ['firehose:PutRecordBatch'],
              streams.map((stream) => arn('firehose', `deliverystream/${stream}`)),
            ),
          ]
        : []),
      ...readsLookupTables(context),
      ...additions.statements,
    ],
  });
}

/** Delivery streams of the log types that the cluster can have, and that of artifacts. */
function keptStreams(context: BuildContext, cluster: string): string[] {
  const { deployment, config, prefix, names } = context;
  const { firehose, artifact_extractor: artifacts } = deployment.infrastructure;
  const sources = Object.values(config.clusters.get(cluster)?.dataSources ?? {}).flatMap((resources) =>
    Object.values(resources).flat(),
  );
  const kept = keptLogTypes(context).filter((name) => sources.includes(name.split(':', 1)[0] as string));
  return [
    ...kept.map((name) => streamName(name, firehose.use_prefix ? prefix : undefined)),
    ...(artifacts.enabled ? [names.streams.artifacts] : []),
  ];
}
