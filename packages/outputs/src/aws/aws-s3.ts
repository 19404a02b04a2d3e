import type { S3Client } from '@aws-sdk/client-s3';
import { type Alert, partitionHour, stringifyJson } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { configuredBy } from '../settings.ts';
import { type AwsAccess, clientSettings } from './support/access.ts';
import { once, sendToAws } from './support/send.ts';

/** What is known of Amazon S3 without sending. */
export const awsS3Service: OutputService = defineService({
  service: 'aws-s3',
  credentials: [],
  idempotent: true,
  ...configuredBy('the name of a bucket', 'acme-evidence'),
});

/**
 * Writes each alert's publication as one JSON object. The key holds the hour of the alert and its id, so that a
 * repetition writes the same object again.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export function awsS3({ aws, client }: { readonly aws: AwsAccess; readonly client?: S3Client }): Output {
  const s3 = once(async () => {
    const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
    return {
      PutObjectCommand,
      client: client ?? new S3Client({ ...clientSettings(aws), forcePathStyle: aws.endpoint !== undefined }),
    };
  });
  return defineOutput(awsS3Service, ({ alert, publication, settings, signal }) =>
    sendToAws(async () => {
      const { PutObjectCommand, client } = await s3();
      const command = new PutObjectCommand({
        Bucket: settings as string,
        Key: objectKey(alert),
        Body: stringifyJson(publication),
        ContentType: 'application/json',
      });
      await client.send(command, { abortSignal: signal });
    }),
  );
}

/** `alerts/dt=2026-03-01-09/s3_acme-cloudtrail_rule_id.json`: the key of 3.5, with the alert's id in place of a random one. */
export function objectKey({ created, sourceService, sourceEntity, ruleName, id }: Alert): string {
  return `alerts/dt=${partitionHour(created)}/${[sourceService, sourceEntity, ruleName, id].join('_')}.json`;
}
