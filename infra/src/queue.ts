import { deadLetterQueueName } from '@streamalert/core/naming';
import { deadLetterAlarm, queueAgeAlarm } from './alarms.ts';
import type { BuildContext } from './build-context.ts';
import { policyDocument, type Statement } from './policy.ts';
import { tagList } from './tags.ts';
import { getAtt, type Resources, ref, type Value } from './template.ts';

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
  const encryption = { KmsMasterKeyId: key, KmsDataKeyReusePeriodSeconds: 300 };
  return {
    [id]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: name,
        ...encryption,
        MessageRetentionPeriod: retentionSeconds,
        VisibilityTimeout: functionTimeout * visibilityFactor,
        RedrivePolicy: { deadLetterTargetArn: getAtt(`${id}DeadLetters`, 'Arn'), maxReceiveCount },
        Tags: tagList(context),
      },
    },
    [`${id}DeadLetters`]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: letters,
        ...encryption,
        MessageRetentionPeriod: retentionSeconds,
        Tags: tagList(context),
      },
    },
    [`${id}Policy`]: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref(id), ref(`${id}DeadLetters`)],
        PolicyDocument: policyDocument([
          ...senders,
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: ['sqs:*'],
            Resource: [getAtt(id, 'Arn'), getAtt(`${id}DeadLetters`, 'Arn')],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ]),
      },
    },
    [`${id}AgeAlarm`]: queueAgeAlarm(context, name),
    [`${id}DeadLettersAlarm`]: deadLetterAlarm(context, letters),
  };
}
