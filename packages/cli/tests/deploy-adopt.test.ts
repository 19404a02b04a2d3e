import type { Template } from '@streamalert/infra';
import { describe, expect, it } from 'vitest';
import { findAdoptions, importTemplate } from '../src/deploy/adopt.ts';
import { indexSteps } from '../src/deploy/index-steps.ts';
import { makeExisting, makeStack } from './helpers/stacks.ts';

const key = (name: string) => [{ AttributeName: name, KeyType: 'HASH' }];
const index = (name: string) => ({ IndexName: name, KeySchema: key(`${name}Key`) });
const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });

const { template } = makeStack('shared', {
  resources: {
    Secrets: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true } },
    SecretsAlias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: 'alias/acme_secrets', TargetKeyId: { Ref: 'Secrets' } },
    },
    Alerts: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'acme_alerts',
        KeySchema: key('RuleName'),
        AttributeDefinitions: [attribute('RuleName'), attribute('dueKey'), attribute('membersKey')],
        GlobalSecondaryIndexes: [index('due'), index('members')],
      },
    },
    Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'acme-archive' } },
    ArchivePolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Archive' } } },
    Working: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'acme-working' } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'acme' } },
  },
});

const existing = makeExisting({
  'keyAlias alias/acme_secrets': {
    identifier: { AliasName: 'alias/acme_secrets' },
    properties: { AliasName: 'alias/acme_secrets', TargetKeyId: 'key-1' },
  },
  'table acme_alerts': {
    identifier: { TableName: 'acme_alerts' },
    properties: { TableName: 'acme_alerts', KeySchema: key('RuleName'), BillingMode: 'PROVISIONED' },
  },
  'bucket acme-archive': {
    identifier: { BucketName: 'acme-archive' },
    properties: { BucketName: 'acme-archive' },
  },
  'bucketPolicy acme-archive': {
    identifier: { Bucket: 'acme-archive' },
    properties: { Bucket: 'acme-archive', PolicyDocument: { Statement: [] } },
  },
});

describe('findAdoptions', () => {
  it('finds what exists by its name, keys by their alias, and policies with their bucket', async () => {
    const found = await findAdoptions(template, existing);

    expect(found.map(({ logicalId, type, identifier }) => [logicalId, type, identifier])).toStrictEqual([
      ['SecretsAlias', 'AWS::KMS::Alias', { AliasName: 'alias/acme_secrets' }],
      ['Secrets', 'AWS::KMS::Key', { KeyId: 'key-1' }],
      ['Alerts', 'AWS::DynamoDB::Table', { TableName: 'acme_alerts' }],
      ['Archive', 'AWS::S3::Bucket', { BucketName: 'acme-archive' }],
      ['ArchivePolicy', 'AWS::S3::BucketPolicy', { Bucket: 'acme-archive' }],
    ]);
  });

  it('finds nothing in an empty account', async () => {
    expect(await findAdoptions(template, makeExisting({}))).toStrictEqual([]);
  });
});

describe('importTemplate', () => {
  it('holds what exists as it is and retains it, and nothing else', async () => {
    const { Resources } = importTemplate(template, await findAdoptions(template, existing));

    expect(Object.keys(Resources)).toStrictEqual(['SecretsAlias', 'Secrets', 'Alerts', 'Archive', 'ArchivePolicy']);
    expect(Resources['Alerts']).toStrictEqual({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { TableName: 'acme_alerts', KeySchema: key('RuleName'), BillingMode: 'PROVISIONED' },
    });
  });
});

describe('indexSteps', () => {
  const tableOf = ({ Resources }: Template) => {
    const { AttributeDefinitions, GlobalSecondaryIndexes } = Resources['Alerts']?.Properties ?? {};
    return { AttributeDefinitions, GlobalSecondaryIndexes };
  };
  const whole = tableOf(template);

  it('makes the indexes of a table that has none one after another', async () => {
    const steps = await indexSteps(template, existing);

    expect(steps.map(tableOf)).toStrictEqual([
      {
        AttributeDefinitions: [attribute('RuleName'), attribute('dueKey')],
        GlobalSecondaryIndexes: [index('due')],
      },
      whole,
    ]);
  });

  it.each([
    ['no table', makeExisting({})],
    [
      'a table with one of them',
      makeExisting({
        'table acme_alerts': { identifier: {}, properties: { GlobalSecondaryIndexes: [index('members')] } },
      }),
    ],
  ])('is the template alone where there is %s', async (_, account) => {
    expect((await indexSteps(template, account)).map(tableOf)).toStrictEqual([whole]);
  });
});
