import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  type AlertDesk,
  type BlobStore,
  createSystemClock,
  type HistorySearch,
  type RuleStatusStore,
  type SilenceStore,
} from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { createRowSpill } from '@streamalert/core/wire';
import { type AthenaSearchOptions, createAthenaSearch } from '../athena/history-search.ts';
import { createDynamoAlertStore } from '../dynamodb/alerts/alert-store.ts';
import { createDynamoRuleStatusStore } from '../dynamodb/rule-status-store.ts';
import { createS3BlobStore } from '../s3/blob-store.ts';
import { createCloudFormationStacks } from './cloudformation-stacks.ts';
import { createDataRemoval, type DataRemoval } from './data-removal.ts';
import { deploymentCall } from './deployment-call.ts';
import { createExistingResources, type ExistingResources } from './existing-resources.ts';
import { createFunctionVersions, type FunctionVersions } from './function-versions.ts';
import { createDeploymentHealth, type DeploymentHealth } from './health.ts';
import { createDeploymentNotes, type DeploymentNotes } from './notes.ts';
import type { Stacks } from './stacks.ts';

/** What commands of an operator do in one account and region. */
export interface DeploymentAws {
  /** Who is signed in. */
  readonly accountId: string;
  readonly region: string;
  readonly stacks: Stacks;
  /** Stacks of the same account in another region. */
  stacksIn(region: string): Stacks;
  readonly functions: FunctionVersions;
  readonly existing: ExistingResources;
  readonly health: DeploymentHealth;
  /** Alerts of the deployment with that prefix, and its silences. */
  alerts(prefix: string): AlertDesk & { readonly silences: SilenceStore };
  /** The rules table of that name. */
  ruleStatuses(table: string): RuleStatusStore;
  /** History in Athena. */
  history(options: Omit<AthenaSearchOptions, 'client'>): HistorySearch;
  readonly removal: DataRemoval;
  notes(root: string): DeploymentNotes;
  /** Objects of a bucket, and the address at which CloudFormation reads one. */
  bucket(name: string): { readonly blobs: BlobStore; urlOf(key: string): string };
}

/**
 * Connects to AWS with the credentials that the SDK finds: environment, profile, single sign-on, the role of the machine.
 *
 * @throws CredentialsError when there are none, or AWS refuses them.
 */
export async function connectDeployment(region: string): Promise<DeploymentAws> {
  const settings = { region };
  const sts = new STSClient(settings);
  const identity = await deploymentCall('sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})));
  const accountId = identity.Account ?? '';
  const partition = identity.Arn?.split(':')[1] ?? 'aws';
  const s3 = new S3Client(settings);
  const dynamodb = new DynamoDBClient(settings);
  const kms = new KMSClient(settings);
  const kinesis = new KinesisClient(settings);
  return {
    accountId,
    region,
    stacks: createCloudFormationStacks(new CloudFormationClient(settings)),
    stacksIn: (other) => createCloudFormationStacks(new CloudFormationClient({ region: other })),
    functions: createFunctionVersions(new LambdaClient(settings)),
    existing: createExistingResources({
      dynamodb,
      s3,
      kms,
      kinesis,
      sns: new SNSClient(settings),
      topicArns: `arn:${partition}:sns:${region}:${accountId}`,
    }),
    health: createDeploymentHealth({ sqs: new SQSClient(settings), cloudwatch: new CloudWatchClient(settings) }),
    alerts(prefix) {
      const { tables, buckets } = deploymentNames(prefix);
      const blobs = createS3BlobStore({ client: s3, bucket: buckets.working });
      const spill = createRowSpill({ blobs, baseUrl: `s3://${buckets.working}/` });
      return createDynamoAlertStore({ client: dynamodb, tables, spill, clock: createSystemClock() });
    },
    ruleStatuses: (table) => createDynamoRuleStatusStore({ client: dynamodb, table }),
    history: (options) => createAthenaSearch({ ...options, client: new AthenaClient(settings) }),
    removal: createDataRemoval({ dynamodb, s3, kms, kinesis }),
    notes: (root) => createDeploymentNotes(new SSMClient(settings), root),
    bucket: (bucket) => ({
      blobs: createS3BlobStore({ client: s3, bucket }),
      urlOf: (key) => `https://s3.${region}.${hostOf(partition)}/${bucket}/${key}`,
    }),
  };
}

const hostOf = (partition: string): string => (partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com');
