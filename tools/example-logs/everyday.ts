import type { JsonObject } from '@streamalert/core';
import {
  administrator,
  analyst,
  configRecorder,
  deployer,
  reporting,
  rootThroughSupport,
  service,
  webServer,
} from './actors.ts';
import { type Actor, account, type Call, cloudTrailEvent, type Second } from './event.ts';
import type { Random } from './random.ts';

type Scene = (random: Random) => readonly [actor: Actor, call: Call];

const table = (name: string): string => `arn:aws:dynamodb:us-east-1:${account}:table/${name}`;
const key = `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

function signIn(actor: Actor, result: 'Success' | 'Failure'): readonly [Actor, Call] {
  const failed = result === 'Failure' ? { errorMessage: 'Failed authentication' } : {};
  return [
    actor,
    {
      service: 'signin',
      name: 'ConsoleLogin',
      response: { ConsoleLogin: result },
      more: {
        eventType: 'AwsConsoleSignIn',
        additionalEventData: {
          LoginTo: 'https://console.aws.amazon.com/console/home',
          MobileVersion: 'No',
          MFAUsed: 'Yes',
        },
        ...failed,
      },
    },
  ];
}

function objectAccess(random: Random, actor: Actor, name: 'GetObject' | 'PutObject'): readonly [Actor, Call] {
  const bucketName = random.pick(['example-reports', 'example-assets', 'example-uploads']);
  const path = `2026/11/${random.hex(6)}.parquet`;
  const bytes = random.integer(4_000_000);
  return [
    actor,
    {
      service: 's3',
      name,
      parameters: { bucketName, Host: `${bucketName}.s3.us-east-1.amazonaws.com`, key: path },
      response: name === 'PutObject' ? { 'x-amz-server-side-encryption': 'AES256' } : null,
      more: {
        additionalEventData: {
          SignatureVersion: 'SigV4',
          CipherSuite: 'TLS_AES_128_GCM_SHA256',
          bytesTransferredIn: name === 'PutObject' ? bytes : 0,
          bytesTransferredOut: name === 'GetObject' ? bytes : 0,
          AuthenticationMethod: 'AuthHeader',
        },
        resources: [
          { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucketName}/${path}` },
          { accountId: account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` },
        ],
        managementEvent: false,
        eventCategory: 'Data',
      },
    },
  ];
}

function description(random: Random): readonly [Actor, Call] {
  const [serviceName, name, parameters] = random.pick<readonly [string, string, JsonObject | null]>([
    ['ec2', 'DescribeInstances', { maxResults: 1000, instancesSet: {}, filterSet: {} }],
    ['ec2', 'DescribeSecurityGroups', { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }],
    ['rds', 'DescribeDBInstances', null],
    ['cloudtrail', 'DescribeTrails', { includeShadowTrails: false, trailNameList: [] }],
    ['iam', 'ListUsers', { maxItems: 100 }],
    ['iam', 'GetAccountSummary', null],
    ['logs', 'DescribeLogGroups', { limit: 50 }],
    ['dynamodb', 'DescribeTable', { tableName: table('orders') }],
    ['organizations', 'DescribeOrganization', null],
    ['guardduty', 'ListDetectors', null],
  ]);
  return [random.pick([administrator, analyst, deployer, reporting]), { service: serviceName, name, parameters }];
}

function decryption(): readonly [Actor, Call] {
  return [
    webServer,
    {
      service: 'kms',
      name: 'Decrypt',
      parameters: {
        encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::example-uploads' },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
      more: { resources: [{ accountId: account, type: 'AWS::KMS::Key', ARN: key }] },
    },
  ];
}

function roleForService(random: Random): readonly [Actor, Call] {
  const name = random.pick(['lambda', 'ec2', 'ecs-tasks']);
  return [
    service(name),
    {
      service: 'sts',
      name: 'AssumeRole',
      parameters: { roleArn: `arn:aws:iam::${account}:role/web-server`, roleSessionName: `worker-${random.hex(6)}` },
      response: { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', expiration: 'Nov 20, 2026, 1:00:00 AM' } },
      more: { sharedEventID: random.uuid() },
    },
  ];
}

function instanceStart(random: Random): readonly [Actor, Call] {
  const instanceId = `i-0${random.hex(16)}`;
  return [
    deployer,
    {
      service: 'ec2',
      name: 'RunInstances',
      parameters: {
        instancesSet: { items: [{ imageId: `ami-0${random.hex(16)}`, minCount: 1, maxCount: 1 }] },
        instanceType: 'm7g.large',
        ebsOptimized: true,
      },
      response: { reservationId: `r-0${random.hex(16)}`, instancesSet: { items: [{ instanceId }] } },
    },
  ];
}

function denied(random: Random): readonly [Actor, Call] {
  return [
    reporting,
    {
      service: 'glue',
      name: 'GetTables',
      parameters: { databaseName: random.pick(['finance', 'marketing']) },
      more: {
        errorCode: 'AccessDenied',
        errorMessage: `User: ${String(reporting.identity['arn'])} is not authorized to perform: glue:GetTables`,
      },
    },
  ];
}

/** Weighted: a scene named twice comes twice as often. */
const scenes: readonly Scene[] = [
  description,
  description,
  description,
  decryption,
  decryption,
  roleForService,
  roleForService,
  (random) => objectAccess(random, reporting, 'GetObject'),
  (random) => objectAccess(random, webServer, 'GetObject'),
  (random) => objectAccess(random, webServer, 'PutObject'),
  instanceStart,
  denied,
  (random) => signIn(random.pick([administrator, analyst]), random.integer(5) === 0 ? 'Failure' : 'Success'),
];

/** What happens all day: nothing of it is worth an alert. */
export function everydayEvent(random: Random, region: string, second: Second): JsonObject {
  const [actor, call] = random.pick(scenes)(random);
  return cloudTrailEvent(random, region, second, actor, call);
}

/** Changes an administrator makes: close to what the rules look for, and right. */
export const rightfulChanges: readonly (readonly [actor: Actor, call: Call])[] = [
  [
    administrator,
    {
      service: 'ec2',
      name: 'AuthorizeSecurityGroupIngress',
      parameters: {
        groupId: 'sg-0c1d2e3f405162738',
        ipPermissions: {
          items: [
            { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '198.51.100.0/24' }] } },
          ],
        },
      },
      response: { _return: true },
    },
  ],
  [administrator, { service: 'iam', name: 'CreateUser', parameters: { userName: 'new-analyst@example.com' } }],
  [
    administrator,
    {
      service: 's3',
      name: 'PutBucketPolicy',
      parameters: {
        bucketName: 'example-reports',
        bucketPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${account}:role/reporting` },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::example-reports/*',
            },
          ],
        },
      },
    },
  ],
  [
    administrator,
    {
      service: 's3',
      name: 'PutBucketPublicAccessBlock',
      parameters: {
        bucketName: 'example-uploads',
        PublicAccessBlockConfiguration: {
          RestrictPublicBuckets: true,
          BlockPublicPolicy: true,
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
        },
      },
    },
  ],
  [
    deployer,
    {
      service: 'ec2',
      name: 'ModifySnapshotAttribute',
      parameters: {
        snapshotId: 'snap-0f1e2d3c4b5a69788',
        attributeType: 'CREATE_VOLUME_PERMISSION',
        createVolumePermission: { add: { items: [{ userId: '210987654321' }] } },
      },
      response: { _return: true },
    },
  ],
  [
    configRecorder,
    {
      service: 'config',
      name: 'PutEvaluations',
      parameters: {
        evaluations: [
          {
            complianceResourceType: 'AWS::S3::Bucket',
            complianceResourceId: 'example-reports',
            complianceType: 'COMPLIANT',
          },
        ],
        testMode: false,
      },
      more: { additionalEventData: { configRuleName: 's3-bucket-versioning-enabled' } },
    },
  ],
  [
    rootThroughSupport,
    { service: 'trustedadvisor', name: 'RefreshCheck', parameters: { checkId: 'Qch7DwouX1' }, readOnly: false },
  ],
];
