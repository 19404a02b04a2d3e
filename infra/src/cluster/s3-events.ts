import { createHash } from 'node:crypto';
import type { BucketEvents, ClusterDeployment } from '@streamalert/config';
import type { ClusterNames } from '@streamalert/core/naming';
import type { BuildContext } from '../build-context.ts';
import { shared } from '../build-context.ts';
import { allow, type Statement } from '../policy.ts';
import { queueWithDeadLetters } from '../queue.ts';
import { tagList } from '../tags.ts';
import { arn, getAtt, logicalId, type Resource, type Resources, type Value } from '../template.ts';

/** Objects of one bucket that are announced to the cluster. */
export interface AnnouncedBucket extends BucketEvents {
  readonly bucket: string;
  /** Logical id of the bucket, where the cluster makes it itself. */
  readonly ownId?: string;
}

/**
 * The queue of new objects, and a rule of EventBridge for each bucket. Buckets keep their own notifications: all they need is
 * that EventBridge is switched on.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
export function objectEvents(
  context: BuildContext,
  cluster: ClusterDeployment,
  names: ClusterNames,
  buckets: readonly AnnouncedBucket[],
): { readonly resources: Resources; readonly statements: readonly Statement[] } {
  const keys = buckets.flatMap(({ kms_key_arn: key }) => (key === undefined ? [] : [key]));
  return {
    resources: {
      ...queueWithDeadLetters(context, 'ObjectQueue', names.objectQueue, {
        functionTimeout: cluster.classifier.timeout,
        key: shared('QueuesKeyArn'),
        senders: [
          {
            Sid: 'EventsMaySend',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: ['sqs:SendMessage'],
            Resource: getAtt('ObjectQueue', 'Arn'),
            Condition: { ArnLike: { 'aws:SourceArn': arn('events', `rule/${context.prefix}_${cluster.name}_*`) } },
          },
        ],
      }),
      ...Object.fromEntries(
        buckets.map((announced) => [
          logicalId(announced.bucket, 'Objects'),
          objectRule(context, cluster.name, announced),
        ]),
      ),
    },
    statements: keys.length === 0 ? [] : [allow('DecryptObjects', ['kms:Decrypt'], keys)],
  };
}

function objectRule(context: BuildContext, cluster: string, { bucket, filters }: AnnouncedBucket): Resource {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: ruleName(context.prefix, cluster, bucket),
      Description: `New objects of ${bucket} for cluster ${cluster}`,
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [bucket] }, ...(filters.length > 0 && keyPattern(filters)) },
      },
      Targets: [{ Id: 'objects', Arn: getAtt('ObjectQueue', 'Arn') }],
      Tags: tagList(context, { Cluster: cluster }),
    },
  };
}

/**
 * Rule names are at most 64 characters of letters, digits, `.`, `-` and `_`. A longer one ends with a digest of the whole, so
 * that two long buckets that start alike have two rules.
 */
function ruleName(prefix: string, cluster: string, bucket: string): string {
  const name = `${prefix}_${cluster}_${bucket}`;
  if (name.length <= 64) return name;
  return `${name.slice(0, 55)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** One alternative for each filter; one with both a prefix and a suffix is a wildcard. */
function keyPattern(filters: BucketEvents['filters']): Readonly<Record<string, Value>> {
  const key = filters.map(({ filter_prefix: prefix, filter_suffix: suffix }): Value => {
    if (prefix === '' && suffix === '') return { exists: true };
    if (suffix === '') return { prefix };
    if (prefix === '') return { suffix };
    return { wildcard: `${escaped(prefix)}*${escaped(suffix)}` };
  });
  return { object: { key } };
}

const escaped = (text: string): string => text.replaceAll(/[\\*]/g, '\\$&');
