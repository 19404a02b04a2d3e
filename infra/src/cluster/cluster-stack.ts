import type { ClusterDeployment } from '@streamalert/config';
import { clusterNames } from '@streamalert/core/naming';
import { type BuildContext, sharedParameters } from '../build-context.ts';
import { queueEvent, readsQueue } from '../function.ts';
import { logicalId, type Resources, type Template, type Value } from '../template.ts';
import { classifierResources } from './classifier.ts';
import { announcedTrail, cloudTrailResources, readsTrail } from './cloudtrail.ts';
import { busPermissions, busRegions, cloudWatchEventsResources } from './cloudwatch-events.ts';
import { flowLogResources } from './flow-logs.ts';
import { kinesisEvents, kinesisOutputs, kinesisResources, streamOf } from './kinesis.ts';
import { logsDestinationResources, remoteDestination, subscribers } from './logs-destination.ts';
import { failedParsesAlarm, monitoringResources, withMonitoringSettings } from './monitoring.ts';
import { objectEvents } from './s3-events.ts';

/** The classifier of a cluster and all its modules. */
export function clusterStack(context: BuildContext, cluster: ClusterDeployment): Template {
  const names = clusterNames(context.prefix, cluster.name);
  const stream = kinesisEvents(context, cluster, names);
  const buckets = Object.entries(cluster.modules.s3_events ?? {}).map(([bucket, events]) => ({ bucket, ...events }));
  const objects = objectEvents(context, cluster, names, [...buckets, ...announcedTrail(context, cluster, names)]);
  const queues = Object.keys(context.config.clusters.get(cluster.name)?.dataSources.sqs ?? {});
  const classifier = classifierResources(context, cluster, names, {
    events: { ...topicEvents(cluster), ...queueEvents(queues), ...stream.events },
    statements: [
      ...queues.map((queue) => readsQueue(logicalId('Read', queue), queue)),
      ...objects.statements,
      ...readsTrail(cluster, names),
      ...stream.statements,
    ],
  });
  const outputs = kinesisOutputs(cluster);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: `StreamAlert: cluster ${cluster.name}.`,
    Parameters: sharedParameters(context, [
      'StorageKeyArn',
      'QueuesKeyArn',
      ...(cluster.modules.kinesis?.streams.create_user === true ? (['SecretsKeyArn'] as const) : []),
    ]),
    Resources: {
      ...withMonitoringSettings(classifier, cluster),
      FailedParsesAlarm: failedParsesAlarm(context, cluster.name, names),
      ...objects.resources,
      ...kinesisResources(context, cluster, names),
      ...stream.resources,
      ...monitoringResources(context, cluster, names),
      ...cloudTrailResources(context, cluster, names),
      ...cloudWatchEventsResources(context, cluster),
      ...logsDestinationResources(context, cluster, names),
      ...flowLogResources(context, cluster, names),
    },
    ...(Object.keys(outputs).length > 0 && { Outputs: outputs }),
  };
}

/** Topics that invoke the classifier. */
function topicEvents({ classifier }: ClusterDeployment): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    classifier.inputs['aws-sns'].map((topic) => [
      logicalId('Topic', topic.split(':').at(-1) ?? topic),
      { Type: 'SNS', Properties: { Topic: topic } },
    ]),
  );
}

/** Messages at a time: each is its own record, and is acknowledged by itself. */
const messageBatchSize = 10;

/** Queues of `data_sources.sqs`, which exist already, and whose messages are the data. */
const queueEvents = (queues: readonly string[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(queues.map((queue) => [logicalId('Queue', queue), queueEvent(queue, messageBatchSize)]));

/**
 * What a cluster has in other regions than the deployment's: destinations for log groups, and permissions on event buses. One
 * stack each, as a stack makes resources of one region.
 */
export function remoteStacks(context: BuildContext, cluster: ClusterDeployment): ReadonlyMap<string, Template> {
  const names = clusterNames(context.prefix, cluster.name);
  const streams = cluster.modules.kinesis?.streams;
  const destinations = streams === undefined ? new Set<string>() : subscribers(context, cluster).regions;
  const regions = new Set([...destinations, ...busRegions(cluster)]);
  regions.delete(context.account.region);
  const events = cluster.modules.cloudwatch_events;
  return new Map(
    [...regions].sort().map((region) => {
      const resources: Resources = {
        ...(streams !== undefined &&
          destinations.has(region) &&
          remoteDestination(context, cluster, names, streamOf(streams, names))),
        ...(events?.enabled === true && busPermissions(events, region)),
      };
      return [
        region,
        {
          AWSTemplateFormatVersion: '2010-09-09',
          Description: `StreamAlert: cluster ${cluster.name} in ${region}.`,
          Resources: resources,
        },
      ];
    }),
  );
}
