import type { SQSClient } from '@aws-sdk/client-sqs';
import { stringifyJson } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { fitJson } from '../render/cut.ts';
import { overridesOf } from '../render/overrides.ts';
import { configuredBy } from '../settings.ts';
import { type AwsAccess, clientSettings } from './support/access.ts';
import { fifoFields } from './support/fifo.ts';
import { once, sendToAws } from './support/send.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html 1 MiB since 2025 */
const maxBytes = 1024 * 1024;

/** What is known of Amazon SQS without sending. */
export const awsSqsService: OutputService = defineService({
  service: 'aws-sqs',
  credentials: [],
  idempotent: false,
  ...configuredBy('the name of a queue', 'acme-alerts'),
});

/**
 * Sends each alert's record to a queue, or what `@aws-sqs.message_data` holds. A FIFO queue recognises a repetition within
 * five minutes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function awsSqs({ aws, client }: { readonly aws: AwsAccess; readonly client?: SQSClient }): Output {
  const sqs = once(async () => {
    const { GetQueueUrlCommand, SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    return { GetQueueUrlCommand, SendMessageCommand, client: client ?? new SQSClient(clientSettings(aws)) };
  });
  const urls = new Map<string, string>();
  return defineOutput(awsSqsService, (delivery) =>
    sendToAws(async () => {
      const { alert, publication, settings, signal } = delivery;
      const { GetQueueUrlCommand, SendMessageCommand, client } = await sqs();
      const queue = settings as string;
      const found =
        urls.get(queue) ??
        (await client.send(new GetQueueUrlCommand({ QueueName: queue }), { abortSignal: signal })).QueueUrl;
      if (found === undefined) return { kind: 'retry', reason: 'the answer holds no queue URL' };
      urls.set(queue, found);
      const data = overridesOf(publication, 'aws-sqs').object('message_data') ?? alert.record;
      const body = stringifyJson(fitJson(data, maxBytes));
      const command = new SendMessageCommand({ QueueUrl: found, MessageBody: body, ...fifoFields(queue, delivery) });
      await client.send(command, { abortSignal: signal });
      return { kind: 'sent' };
    }),
  );
}
