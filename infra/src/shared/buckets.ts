import type { BuildContext } from '../build-context.ts';
import { policyDocument, type Statement } from '../policy.ts';
import { tagList } from '../tags.ts';
import { bucketArn, getAtt, type Resource, type Resources, ref, type Value } from '../template.ts';

/** Options of {@link bucket}. */
export interface BucketOptions {
  readonly name: string;
  /** KMS key; absent: the key of S3 itself. */
  readonly key?: Value;
  /** Bucket that takes the access log; absent: none. */
  readonly accessLogs?: string;
  readonly lifecycle?: readonly LifecycleRule[];
  /** More statements of its policy. */
  readonly statements?: readonly Statement[];
  readonly dependsOn?: readonly string[];
  readonly metadata?: Resource['Metadata'];
  readonly properties?: Readonly<Record<string, Value>>;
}

/** What S3 removes by itself. */
export interface LifecycleRule {
  readonly id: string;
  readonly prefix?: string;
  readonly days: number;
}

/** A private bucket with versions that only speaks TLS, kept when the stack goes, and its policy. */
export function bucket(context: BuildContext, id: string, options: BucketOptions): Resources {
  const { name, key, accessLogs, lifecycle = [], statements = [], dependsOn, metadata, properties = {} } = options;
  return {
    [id]: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      ...(dependsOn !== undefined && { DependsOn: dependsOn }),
      ...(metadata !== undefined && { Metadata: metadata }),
      Properties: {
        BucketName: name,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            key === undefined
              ? { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
              : {
                  ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
                  BucketKeyEnabled: true,
                },
          ],
        },
        LifecycleConfiguration: { Rules: lifecycleRules(lifecycle) },
        ...(accessLogs !== undefined && {
          LoggingConfiguration: { DestinationBucketName: accessLogs, LogFilePrefix: `${name}/` },
        }),
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        Tags: tagList(context),
        ...properties,
      },
    },
    [`${id}Policy`]: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref(id),
        PolicyDocument: policyDocument([
          {
            Sid: 'ForceSSLOnlyAccess',
            Effect: 'Deny',
            Principal: '*',
            Action: ['s3:*'],
            Resource: [bucketArn(name), bucketArn(name, '*')],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          ...statements,
        ]),
      },
    },
  };
}

const multipartRule: Value = {
  Id: 'abandoned-uploads',
  Status: 'Enabled',
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

function lifecycleRules(rules: readonly LifecycleRule[]): Value[] {
  return [
    multipartRule,
    ...rules.map(({ id, prefix = '', days }) => ({
      Id: id,
      Status: 'Enabled',
      Prefix: prefix,
      ExpirationInDays: days,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    })),
  ];
}

/** Query results can be had again. */
const queryResultDays = 30;
/** Bodies longer than a queue and, after a redrive, another keep a message; records of alerts go with their alerts. */
const workingDays = { queue: 29, quarantine: 365 };

/** The buckets of what all clusters share. */
export function sharedBuckets(context: BuildContext): Resources {
  const { names, deployment } = context;
  const { firehose, alerts_firehose: alerts, s3_access_logging: logging } = deployment.infrastructure;
  const key = getAtt('StorageKey', 'Arn');
  const ownLogs = logging.bucket_name === undefined;
  const common = {
    key,
    accessLogs: names.buckets.accessLogs,
    ...(ownLogs && { dependsOn: ['AccessLogsBucketPolicy'] }),
  };
  const kept = (days: number | undefined): LifecycleRule[] => (days === undefined ? [] : [{ id: 'retention', days }]);
  return {
    ...(ownLogs && accessLogsBucket(context)),
    ...bucket(context, 'AlertsBucket', {
      ...common,
      name: names.buckets.alerts,
      lifecycle: kept(alerts.retention_days),
    }),
    ...(firehose.enabled &&
      bucket(context, 'DataBucket', {
        ...common,
        name: names.buckets.data,
        lifecycle: kept(firehose.retention_days),
      })),
    ...bucket(context, 'QueryResultsBucket', {
      ...common,
      name: names.buckets.queryResults,
      lifecycle: [{ id: 'results', days: queryResultDays }],
    }),
    ...bucket(context, 'WorkingBucket', {
      ...common,
      name: names.buckets.working,
      lifecycle: Object.entries(workingDays).map(([prefix, days]) => ({ id: prefix, prefix: `${prefix}/`, days })),
    }),
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
function accessLogsBucket(context: BuildContext): Resources {
  const name = context.names.buckets.accessLogs;
  return bucket(context, 'AccessLogsBucket', {
    name,
    lifecycle: [{ id: 'retention', days: 365 }],
    metadata: { checkov: { skip: [{ id: 'CKV_AWS_18', comment: 'It is the bucket that takes the access logs.' }] } },
    statements: [
      {
        Sid: 'S3MayLog',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: ['s3:PutObject'],
        Resource: bucketArn(name, '*'),
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ],
  });
}

/** Bundles are kept: CloudFormation reads the former one again when an update has to be undone. */
export function artifactsBucket(context: BuildContext): Resources {
  return bucket(context, 'ArtifactsBucket', {
    name: context.names.buckets.artifacts,
    metadata: {
      checkov: { skip: [{ id: 'CKV_AWS_18', comment: 'It is there before the bucket that takes access logs.' }] },
    },
  });
}
