import type { SNSClient } from '@aws-sdk/client-sns';
import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { elide } from '../elide.ts';
import { cutText, fitJson, utf8Bytes } from '../render/cut.ts';
import { prettyJson } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { configuredBy } from '../settings.ts';
import { type AwsAccess, clientSettings, partitionOf } from './support/access.ts';
import { fifoFields } from './support/fifo.ts';
import { once, sendToAws } from './support/send.ts';

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html 256 KB; a subject has less than 100 characters */
const maxBytes = 256 * 1024;
const maxSubject = 99;

/** What is known of Amazon SNS without sending. */
export const awsSnsService: OutputService = defineService({
  service: 'aws-sns',
  credentials: [],
  idempotent: false,
  ...configuredBy('the name or ARN of a topic', 'acme-alerts'),
});

/**
 * Publishes each alert to a topic: indented JSON with a subject, or what `@aws-sns.topic` (which is the subject, as in
 * 3.5) and `@aws-sns.message` hold. A FIFO topic recognises a repetition within five minutes.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function awsSns({ aws, client }: { readonly aws: AwsAccess; readonly client?: SNSClient }): Output {
  const sns = once(async () => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
    return { PublishCommand, client: client ?? new SNSClient(clientSettings(aws)) };
  });
  return defineOutput(awsSnsService, (delivery) =>
    sendToAws(async () => {
      const { alert, publication, settings, signal } = delivery;
      const { PublishCommand, client } = await sns();
      const topic = topicArn(settings as string, aws.accountId, await client.config.region());
      if (topic === undefined)
        return { kind: 'permanent', reason: 'a topic without ARN needs account.aws_account_id in conf/global.json' };
      const overrides = overridesOf(publication, 'aws-sns');
      const subject = overrides.text('topic', `${alert.ruleName} triggered alert ${alert.id}`);
      const message = overrides.text('message', prettyJson(fitJson(publication, maxBytes / 2)));
      const command = new PublishCommand({
        TopicArn: topic,
        Subject: elide(subject.replace(/[\p{Cc}]+/gu, ' ').trim(), maxSubject),
        Message: cutText(message, maxBytes - 1024, utf8Bytes),
        ...fifoFields(topic, delivery),
      });
      await client.send(command, { abortSignal: signal });
      return { kind: 'sent' };
    }),
  );
}

function topicArn(name: string, account: string | undefined, region: string): string | undefined {
  if (name.startsWith('arn:')) return name;
  return account === undefined ? undefined : `arn:${partitionOf(region)}:sns:${region}:${account}:${name}`;
}
