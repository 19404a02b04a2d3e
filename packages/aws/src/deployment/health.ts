import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { codeOf } from '../aws-call.ts';
import { deploymentCall } from './deployment-call.ts';

/** What a queue holds, about: SQS counts on many machines. */
export interface QueueDepth {
  readonly queue: string;
  readonly waiting: number;
  /** Handed out, and neither done nor given back. */
  readonly inFlight: number;
}

/** An alarm that is not at rest. */
export interface RingingAlarm {
  readonly alarm: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** How a deployment is. */
export interface DeploymentHealth {
  /** Of those of the named queues that exist. */
  depths(queues: readonly string[]): Promise<readonly QueueDepth[]>;
  /** Those of the named alarms that ring. */
  ringing(alarms: readonly string[]): Promise<readonly RingingAlarm[]>;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const alarmsPerCall = 100;

/** Asks SQS and CloudWatch, in the account and region of the clients. */
export function createDeploymentHealth({
  sqs,
  cloudwatch,
}: {
  sqs: SQSClient;
  cloudwatch: CloudWatchClient;
}): DeploymentHealth {
  const depth = (queue: string): Promise<readonly QueueDepth[]> =>
    deploymentCall(`sqs:GetQueueAttributes of ${queue}`, async () => {
      try {
        const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
        const { Attributes: found = {} } = await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        );
        const waiting = Number(found.ApproximateNumberOfMessages ?? 0);
        return [{ queue, waiting, inFlight: Number(found.ApproximateNumberOfMessagesNotVisible ?? 0) }];
      } catch (error) {
        if (/NonExistentQueue|QueueDoesNotExist/.test(codeOf(error))) return [];
        throw error;
      }
    });
  return {
    depths: async (queues) => (await Promise.all(queues.map(depth))).flat(),
    async ringing(alarms) {
      const ringing: RingingAlarm[] = [];
      for (let from = 0; from < alarms.length; from += alarmsPerCall) {
        const { MetricAlarms = [] } = await deploymentCall('cloudwatch:DescribeAlarms', () =>
          cloudwatch.send(
            new DescribeAlarmsCommand({
              AlarmNames: alarms.slice(from, from + alarmsPerCall),
              StateValue: 'ALARM',
              MaxRecords: alarmsPerCall,
            }),
          ),
        );
        for (const { AlarmName: alarm = '', StateReason: reason = '', StateUpdatedTimestamp: at } of MetricAlarms) {
          ringing.push({ alarm, reason, since: at?.getTime() ?? 0 });
        }
      }
      return ringing;
    },
  };
}
