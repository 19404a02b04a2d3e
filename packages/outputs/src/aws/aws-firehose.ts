import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { historyOutput, stringifyJson } from '@streamalert/core';
import { alertStreamName } from '@streamalert/core/naming';
import type { Delivery, Output, OutputService, SettingsProblem } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { withAlertId } from '../publication-keys.ts';
import { fitJson } from '../render/cut.ts';
import { configuredBy } from '../settings.ts';
import { type AwsAccess, clientSettings } from './support/access.ts';
import { once, sendToAws } from './support/send.ts';

/** @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html a record has at most 1,000 KiB before base64 */
const maxRecordBytes = 1000 * 1024;

const stream = configuredBy('the name of a delivery stream', 'acme-alerts');

/** What is known of Amazon Data Firehose without sending. */
export const awsFirehoseService: OutputService = defineService({
  service: 'aws-firehose',
  credentials: [],
  idempotent: false,
  value: stream.value,
  // The stream of aws-firehose:alerts is known by the deployment's prefix.
  checkSettings: (settings): readonly SettingsProblem[] =>
    settings === undefined ? [] : stream.checkSettings(settings),
});

/**
 * Puts each alert's publication on a delivery stream as one line of JSON. `aws-firehose:alerts`, which every alert has,
 * is the stream that fills the alert history.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
 */
export function awsFirehose({ aws, client }: { readonly aws: AwsAccess; readonly client?: FirehoseClient }): Output {
  const firehose = once(async () => {
    const { FirehoseClient, PutRecordCommand } = await import('@aws-sdk/client-firehose');
    return { PutRecordCommand, client: client ?? new FirehoseClient(clientSettings(aws)) };
  });
  return defineOutput(awsFirehoseService, (delivery) =>
    sendToAws(async () => {
      const name = streamOf(delivery, aws);
      if (name === undefined) return { kind: 'permanent', reason: 'aws-firehose needs the name of a delivery stream' };
      const { PutRecordCommand, client } = await firehose();
      const line = `${stringifyJson(fitJson(withAlertId(delivery.publication, delivery.alert), maxRecordBytes - 1))}\n`;
      const command = new PutRecordCommand({ DeliveryStreamName: name, Record: { Data: Buffer.from(line) } });
      await client.send(command, { abortSignal: delivery.signal });
      return { kind: 'sent' };
    }),
  );
}

/** The history's stream overrides a configured descriptor `alerts`, as in 3.5. */
function streamOf({ descriptor, settings }: Delivery, { prefix }: AwsAccess): string | undefined {
  if (`aws-firehose:${descriptor}` === historyOutput && prefix !== undefined) return alertStreamName(prefix);
  return typeof settings === 'string' ? settings : undefined;
}
