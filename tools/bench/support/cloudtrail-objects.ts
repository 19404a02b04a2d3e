import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A record of CloudTrail. */
export type CloudTrailRecord = Record<string, unknown>;

const wantedRecords = 20_000;

/** S3 objects of CloudTrail: the real ones beside the repository, or else generated ones; some 20,000 records. */
export function readObjects(): readonly Buffer[] {
  const dir = new URL('../../../../shared/data/cloudtrail/invictus/', import.meta.url);
  const objects = existsSync(dir)
    ? readdirSync(dir)
        .filter((file) => file.endsWith('.json'))
        .map((file) => readFileSync(new URL(file, dir)))
    : Array.from({ length: 50 }, (_, index) => generatedObject(index));
  const times = Math.ceil(wantedRecords / countRecords(objects));
  return Array.from({ length: times }, () => objects).flat();
}

/** The records of an object. */
export function recordsOf(object: Buffer): readonly CloudTrailRecord[] {
  return (JSON.parse(object.toString()) as { Records: CloudTrailRecord[] }).Records;
}

/** How many records some objects hold. */
export function countRecords(objects: readonly Buffer[]): number {
  return objects.reduce((sum, object) => sum + recordsOf(object).length, 0);
}

/** Objects whose records were changed, by their number among all. */
export function mapRecords(
  objects: readonly Buffer[],
  change: (record: CloudTrailRecord, index: number) => CloudTrailRecord,
): readonly Buffer[] {
  let index = 0;
  return objects.map((object) =>
    Buffer.from(JSON.stringify({ Records: recordsOf(object).map((record) => change(record, index++)) })),
  );
}

/** The records of objects, one a line. */
export function toLines(
  objects: readonly Buffer[],
  change: (record: CloudTrailRecord, index: number) => object,
): Buffer {
  return Buffer.from(
    objects
      .flatMap(recordsOf)
      .map((record, index) => `${JSON.stringify(change(record, index))}\n`)
      .join(''),
  );
}

/** A record as EventBridge delivers it. */
export function inEventBridgeEnvelope(detail: CloudTrailRecord): object {
  return {
    version: '0',
    id: '3e1d6ba5-0e0a-4f27-8b4c-6d5ff9c1b3a9',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.s3',
    account: '123456789012',
    time: '2023-07-10T11:42:36Z',
    region: 'us-east-1',
    resources: [],
    detail,
  };
}

function generatedObject(seed: number): Buffer {
  const Records = Array.from({ length: 50 }, (_, index) => ({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accountId: '123456789012' },
    eventTime: '2023-07-10T11:42:36Z',
    eventSource: 's3.amazonaws.com',
    eventName: index % 3 === 0 ? 'GetBucketAcl' : 'ListBuckets',
    awsRegion: 'us-east-1',
    sourceIPAddress: `192.0.2.${index}`,
    userAgent: '[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.10.184 OpenJDK_64-Bit_Server_VM]',
    requestParameters: { bucketName: `bucket-${seed}`, Host: 's3.amazonaws.com', acl: '' },
    responseElements: null,
    requestID: `${seed}-${index}`,
    eventID: `00000000-0000-4000-8000-${String(seed * 1000 + index).padStart(12, '0')}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
  }));
  return Buffer.from(JSON.stringify({ Records }));
}
