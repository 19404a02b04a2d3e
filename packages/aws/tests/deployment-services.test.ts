import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand } from '@aws-sdk/client-kms';
import { PutBucketPolicyCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createDataRemoval } from '../src/deployment/data-removal.ts';
import { createExistingResources } from '../src/deployment/existing-resources.ts';
import { createDeploymentHealth } from '../src/deployment/health.ts';
import { createDeploymentNotes } from '../src/deployment/notes.ts';
import {
  cloudWatchClient,
  dynamoClient,
  freshName,
  kinesisClient,
  kmsClient,
  makeBucket,
  makeQueue,
  s3Client,
  snsClient,
  sqsClient,
  ssmClient,
} from './helpers/clients.ts';

describeOnAws('ministack', (url) => {
  const clients = () => ({
    dynamodb: dynamoClient(url),
    s3: s3Client(url),
    kms: kmsClient(url),
    kinesis: kinesisClient(url),
    sns: snsClient(url),
  });
  const keySchema = [{ AttributeName: 'RuleName', KeyType: 'HASH' as const }];
  const attributes = [{ AttributeName: 'RuleName', AttributeType: 'S' as const }];
  const provisioned = { ReadCapacityUnits: 5, WriteCapacityUnits: 4 };

  describe('ExistingResources', () => {
    const setUp = () => {
      const own = clients();
      return { ...own, existing: createExistingResources({ ...own, topicArns: 'arn:aws:sns:us-east-1:000000000000' }) };
    };

    it('finds nothing where nothing is', async () => {
      const { existing } = setUp();

      const found = await Promise.all([
        existing.table('absent'),
        existing.bucket('absent-bucket'),
        existing.bucketPolicy('absent-bucket'),
        existing.topic('absent'),
        existing.stream('absent'),
        existing.keyAlias('alias/absent'),
      ]);

      expect(found).toStrictEqual(found.map(() => undefined));
    });

    it('tells of a table what it is billed by and keyed with', async () => {
      const { dynamodb, existing } = setUp();
      const TableName = freshName('table');
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          KeySchema: keySchema,
          AttributeDefinitions: attributes,
          ProvisionedThroughput: provisioned,
        }),
      );

      expect(await existing.table(TableName)).toStrictEqual({
        identifier: { TableName },
        properties: {
          TableName,
          KeySchema: keySchema,
          AttributeDefinitions: attributes,
          BillingMode: 'PROVISIONED',
          ProvisionedThroughput: provisioned,
        },
      });
    });

    it('finds a bucket, and the policy that it has', async () => {
      const { s3, existing } = setUp();
      const bucket = await makeBucket(s3);
      const document = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${bucket}` }],
      };

      const before = await existing.bucketPolicy(bucket);
      await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(document) }));

      expect(before).toBeUndefined();
      expect(await existing.bucketPolicy(bucket)).toStrictEqual({
        identifier: { Bucket: bucket },
        properties: { Bucket: bucket, PolicyDocument: document },
      });
      expect((await existing.bucket(bucket))?.identifier).toStrictEqual({ BucketName: bucket });
    });

    it('finds the key behind an alias, a topic by its name, and a stream with its shards', async () => {
      const { kms, sns, kinesis, existing } = setUp();
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const alias = `alias/${freshName('key')}`;
      await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata?.KeyId }));
      const topic = freshName('topic');
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topic }));
      const stream = freshName('stream');
      await kinesis.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 2 }));

      expect((await existing.keyAlias(alias))?.properties).toStrictEqual({
        AliasName: alias,
        TargetKeyId: KeyMetadata?.KeyId,
      });
      expect((await existing.topic(topic))?.identifier).toStrictEqual({ TopicArn });
      expect((await existing.stream(stream))?.properties).toStrictEqual({
        Name: stream,
        RetentionPeriodHours: 24,
        ShardCount: 2,
      });
    });
  });

  describe('DataRemoval', () => {
    it('empties a bucket of every version before it deletes it', async () => {
      const { s3, ...others } = clients();
      const Bucket = await makeBucket(s3);
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      for (const Body of ['one', 'two']) await s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body }));
      const removal = createDataRemoval({ s3, ...others });

      await removal.bucket(Bucket);
      await removal.bucket(Bucket);

      const existing = createExistingResources({ s3, ...others, topicArns: '' });
      expect(await existing.bucket(Bucket)).toBeUndefined();
    });

    it('deletes a table that is protected, and schedules a key', async () => {
      const { dynamodb, kms, ...others } = clients();
      const TableName = freshName('table');
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          KeySchema: keySchema,
          AttributeDefinitions: attributes,
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
        }),
      );
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const KeyId = KeyMetadata?.KeyId ?? '';
      const removal = createDataRemoval({ dynamodb, kms, ...others });

      await removal.table(TableName);
      await removal.key(KeyId);

      await expect(dynamodb.send(new DescribeTableCommand({ TableName }))).rejects.toThrow(/not found/i);
      const described = await kms.send(new DescribeKeyCommand({ KeyId }));
      expect(described.KeyMetadata?.KeyState).toBe('PendingDeletion');
    });
  });

  describe('DeploymentNotes', () => {
    it('keep the last text of each name', async () => {
      const notes = createDeploymentNotes(ssmClient(url), `/${freshName('acme')}/deployments`);

      const before = await notes.read('merger');
      await notes.write('merger', 'first');
      await notes.write('merger', 'second');

      expect([before, await notes.read('merger')]).toStrictEqual([undefined, 'second']);
    });
  });

  describe('DeploymentHealth', () => {
    const open = () => createDeploymentHealth({ sqs: sqsClient(url), cloudwatch: cloudWatchClient(url) });

    it('counts what waits in queues, and leaves out those that are not there', async () => {
      const sqs = sqsClient(url);
      const QueueUrl = await makeQueue(sqs);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
      const queue = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);

      expect(await open().depths([queue, 'absent'])).toStrictEqual([{ queue, waiting: 1, inFlight: 0 }]);
    });

    it('tells of named alarms which ring, and why', async () => {
      const cloudwatch = cloudWatchClient(url);
      const [ringing, quiet, others] = [freshName('alarm'), freshName('alarm'), freshName('alarm')];
      for (const AlarmName of [ringing, quiet, others]) {
        await cloudwatch.send(
          new PutMetricAlarmCommand({
            AlarmName,
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Statistic: 'Sum',
            Period: 60,
            EvaluationPeriods: 1,
            Threshold: 0,
            ComparisonOperator: 'GreaterThanThreshold',
          }),
        );
      }
      for (const AlarmName of [ringing, others]) {
        await cloudwatch.send(
          new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'Three errors.' }),
        );
      }

      const found = await open().ringing([ringing, quiet]);

      expect(found.map(({ alarm, reason }) => [alarm, reason])).toStrictEqual([[ringing, 'Three errors.']]);
    });
  });
});
