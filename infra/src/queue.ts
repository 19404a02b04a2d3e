import { deadLetterQueueName } from '@streamalert/core/naming';
import { deadLetterAlarm, queueAgeAlarm } from './alarms.ts';
import { type BuildContext, shared } from './build-context.ts';
import { sendsTo } from './function.ts';
import { allow, policyDocument, type Statement } from './policy.ts';
import { tagList } from './tags.ts';
import { getAtt, type Resource, type Resources, ref, type Value } from './template.ts';

/** Options of {@link queueWithDeadLetters}. */
export interface QueueOptions {
  /** Time limit of the function that reads it, in seconds. */
  readonly functionTimeout: number;
  /** KMS key. */
  readonly key: Value;
  /** Who else may send, beside roles that say so themselves. */
  readonly senders?: readonly Statement[];
  readonly maxReceiveCount?: number;
}

/** 14 days, the most there is: a night and a week-end are not enough to look at what failed. */
const retentionSeconds = 1_209_600;

/**
 * AWS recommends a visibility of six times the function's time limit, so that a throttled batch is not handed out twice.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const visibilityFactor = 6;

/** A queue, its dead-letter queue, that only TLS is spoken, and the alarms on both; logical ids start with `id`. */
export function queueWithDeadLetters(
  context: BuildContext,
  id: string,
  name: string,
  { functionTimeout, key, senders = [], maxReceiveCount = 5 }: QueueOptions,
): Resources {
  const letters = deadLetterQueueName(name);
  return {
    [id]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: name,
        ...encryptedWith(key),
        MessageRetentionPeriod: retentionSeconds,
        VisibilityTimeout: functionTimeout * visibilityFactor,
        RedrivePolicy: { deadLetterTargetArn: getAtt(`${id}DeadLetters`, 'Arn'), maxReceiveCount },
        Tags: tagList(context),
      },
    },
    [`${id}DeadLetters`]: letterQueue(context, letters, key),
    [`${id}Policy`]: queuePolicy([id, `${id}DeadLetters`], senders),
    [`${id}AgeAlarm`]: queueAgeAlarm(context, name),
    [`${id}DeadLettersAlarm`]: deadLetterAlarm(context, letters),
  };
}

/** A queue for what a stream could not hand over, that only TLS is spoken, and the alarm on it; logical ids start with `id`. */
export const deadLetterQueue = (context: BuildContext, id: string, name: string): Resources => ({
  [id]: letterQueue(context, name, shared('QueuesKeyArn')),
  [`${id}Policy`]: queuePolicy([id]),
  [`${id}Alarm`]: deadLetterAlarm(context, name),
});

const encryptedWith = (key: Value) => ({ KmsMasterKeyId: key, KmsDataKeyReusePeriodSeconds: 300 });

const letterQueue = (context: BuildContext, name: string, key: Value): Resource => ({
  Type: 'AWS::SQS::Queue',
  Properties: {
    QueueName: name,
    ...encryptedWith(key),
    MessageRetentionPeriod: retentionSeconds,
    Tags: tagList(context),
  },
});

const queuePolicy = (ids: readonly string[], senders: readonly Statement[] = []): Resource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: ids.map(ref),
    PolicyDocument: policyDocument([
      ...senders,
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: ['sqs:*'],
        Resource: ids.map((id) => getAtt(id, 'Arn')),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  },
});

/** What a function needs to leave something in its dead-letter queue. */
export const leavesDeadLetters = (functionName: string): readonly Statement[] => [
  sendsTo('KeepFailedEvents', deadLetterQueueName(functionName)),
  allow('EncryptFailedEvents', ['kms:Decrypt', 'kms:GenerateDataKey'], shared('QueuesKeyArn')),
];
