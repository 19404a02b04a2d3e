import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Classifier, createClassifier } from '@streamalert/classifier';
import type { FieldType, LogTypeSchema, SchemaConfiguration } from '@streamalert/config';
import { payloadId, type Source } from '@streamalert/core';
import type { BenchRow } from './bench-row.ts';

const source: Source = { service: 's3', resource: 'bench' };
const wantedRecords = 30_000;
const rounds = 5;

/** Measures the classifier on CloudTrail: the real objects beside the repository, or else generated ones. */
export async function benchClassify(): Promise<BenchRow[]> {
  const objects = repeated(readObjects());
  const lines = [eventBridgeLines(objects)];
  const hostile = objects.map(withNewKeys);
  const records = countRecords(objects);
  const events = cloudTrailEvents();
  const unknown = schema('cloudtrail:unknown', [['nothing', 'string']], { jsonPath: ['Records[*]', '@'] });
  const variants: Variant[] = [
    { name: 'S3 objects: floor', data: objects, run: () => floor(objects) },
    classifying('S3 objects, 1 schema', objects, [events]),
    classifying('S3 objects, 63 schemas', objects, [...fillers(62), events]),
    classifying('S3 objects, 1,000 schemas', objects, [...fillers(999), events]),
    classifying('S3 objects, normalized', objects, [cloudTrailEvents(normalization)]),
    classifying('S3 objects, nothing matches', objects, [...fillers(62), unknown]),
    { name: 'new keys in every record: floor', data: hostile, run: () => floor(hostile) },
    classifying('new keys in every record', hostile, [...fillers(62), events]),
    { name: 'lines: floor', data: lines, run: () => floorOfLines(lines) },
    classifying('lines, 63 schemas', lines, [...fillers(62), eventBridge([])]),
    classifying('lines, 63 schemas, normalized', lines, [...fillers(62), eventBridge(detailNormalization)]),
  ];
  const seconds = await measure(variants);
  const floorOf = (variant: Variant): number =>
    seconds.get(variants.find((other) => other.data === variant.data) as Variant) as number;
  return variants.map((variant) => {
    const best = seconds.get(variant) as number;
    return { name: variant.name, recordsPerSecond: Math.round(records / best), ratio: floorOf(variant) / best };
  });
}

interface Variant {
  readonly name: string;
  readonly data: readonly Buffer[];
  readonly run: () => Promise<void> | void;
}

/** Best of some rounds, in seconds. The variants take turns, so that a disturbance meets all of them. */
async function measure(variants: readonly Variant[]): Promise<Map<Variant, number>> {
  const best = new Map<Variant, number>();
  for (let round = 0; round < rounds; round++) {
    for (const variant of variants) {
      const start = performance.now();
      await variant.run();
      const seconds = (performance.now() - start) / 1000;
      best.set(variant, Math.min(seconds, best.get(variant) ?? seconds));
    }
  }
  return best;
}

function classifying(name: string, data: readonly Buffer[], logTypes: readonly LogTypeSchema[]): Variant {
  const cluster = { name: 'bench', dataSources: { s3: { bench: ['cloudtrail'] } }, enableThreatIntel: false };
  const classifier = createClassifier({ cluster, logTypes });
  return { name, data, run: () => classifyAll(classifier, data) };
}

async function classifyAll(classifier: Classifier, data: readonly Buffer[]): Promise<void> {
  for (const [index, content] of data.entries()) {
    const id = payloadId('bench', String(index));
    async function* open(): AsyncGenerator<Uint8Array> {
      yield content;
    }
    for await (const batch of classifier.classify({ id, source, origin: 'bench', open })) void batch;
  }
}

const decoder = new TextDecoder();

function floor(data: readonly Buffer[]): void {
  for (const content of data) flat(JSON.stringify(JSON.parse(decoder.decode(content))));
}

function floorOfLines(data: readonly Buffer[]): void {
  for (const content of data) {
    for (const line of decoder.decode(content).split('\n')) if (line !== '') flat(JSON.stringify(JSON.parse(line)));
  }
}

/** Makes the engine write the text out. */
function flat(text: string): void {
  text.charCodeAt(text.length >> 1);
}

function readObjects(): Buffer[] {
  const dir = new URL('../../../shared/data/cloudtrail/invictus/', import.meta.url);
  if (!existsSync(dir)) return Array.from({ length: 50 }, (_, index) => generatedObject(index));
  const files = readdirSync(dir).filter((file) => file.endsWith('.json'));
  return files.map((file) => readFileSync(new URL(file, dir)));
}

function repeated(objects: readonly Buffer[]): Buffer[] {
  const times = Math.ceil(wantedRecords / countRecords(objects));
  return Array.from({ length: times }, () => objects).flat();
}

function recordsOf(object: Buffer): readonly object[] {
  return (JSON.parse(object.toString()) as { Records: object[] }).Records;
}

function countRecords(objects: readonly Buffer[]): number {
  return objects.reduce((sum, object) => sum + recordsOf(object).length, 0);
}

/** Every record has a key of its own. */
function withNewKeys(object: Buffer, seed: number): Buffer {
  const Records = recordsOf(object).map((record, index) => ({ ...record, [`new${seed}x${index}`]: 'x' }));
  return Buffer.from(JSON.stringify({ Records }));
}

function eventBridgeLines(objects: readonly Buffer[]): Buffer {
  const envelope = { version: '0', id: '3', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.s3' };
  const rest = { account: '123456789012', time: '2023-07-10T11:42:36Z', region: 'us-east-1', resources: [] };
  const line = (detail: object): string => `${JSON.stringify({ ...envelope, ...rest, detail })}\n`;
  return Buffer.from(objects.flatMap(recordsOf).map(line).join(''));
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

const noOptions: SchemaConfiguration = {
  jsonPath: [],
  embeddedJson: false,
  envelopeKeys: [],
  optionalEnvelopeKeys: [],
  optionalTopLevelKeys: [],
  logPatterns: [],
  normalization: [],
};

function schema(
  name: string,
  fields: readonly (readonly [string, Exclude<FieldType['kind'], 'struct' | 'unknown'>])[],
  options: Partial<SchemaConfiguration>,
): LogTypeSchema {
  return {
    name,
    parser: 'json',
    fields: fields.map(([key, kind]) => [key, { kind }]),
    configuration: { ...noOptions, ...options },
    file: 'bench.json',
  };
}

const normalization: SchemaConfiguration['normalization'] = [
  ['event_name', [{ path: ['eventName'], function: null, sendToArtifacts: true }]],
  ['account', [{ path: ['userIdentity', 'accountId'], function: 'Source account ID', sendToArtifacts: true }]],
  ['ip_address', [{ path: ['sourceIPAddress'], function: 'Source IP addresses', sendToArtifacts: true }]],
  ['user_identity', [{ path: ['userIdentity', 'arn'], function: 'User identity arn', sendToArtifacts: true }]],
];

function cloudTrailEvents(normalized: SchemaConfiguration['normalization'] = []): LogTypeSchema {
  const required = 'awsRegion eventID eventName eventSource eventTime eventType eventVersion recipientAccountId';
  const optional = 'apiVersion errorCode errorMessage eventCategory requestID sharedEventID sourceIPAddress userAgent';
  const more = [...optional.split(' '), 'vpcEndpointId', 'sessionCredentialFromConsole'];
  const maps = ['additionalEventData', 'addendum', 'insightDetails', 'serviceEventDetails', 'tlsDetails'];
  const kinds = (names: readonly string[], kind: 'string' | 'map' | 'boolean' | 'list') =>
    names.map((name) => [name, kind] as const);
  return schema(
    'cloudtrail:events',
    [
      ...kinds([...required.split(' '), ...more], 'string'),
      ...kinds([...maps, 'requestParameters', 'responseElements', 'userIdentity'], 'map'),
      ...kinds(['managementEvent', 'readOnly'], 'boolean'),
      ['resources', 'list'],
    ],
    {
      jsonPath: ['Records[*]', '[*]', '@'],
      optionalTopLevelKeys: [...more, ...maps, 'managementEvent', 'readOnly', 'resources'],
      normalization: normalized,
    },
  );
}

const detailNormalization: SchemaConfiguration['normalization'] = normalization.map(([type, entries]) => [
  type,
  entries.map((entry) => ({ ...entry, path: ['detail', ...entry.path] })),
]);

function eventBridge(normalized: SchemaConfiguration['normalization']): LogTypeSchema {
  const texts = ['account', 'detail-type', 'id', 'region', 'source', 'time', 'version'];
  return schema(
    'cloudtrail:eventbridge',
    [...texts.map((name) => [name, 'string'] as const), ['detail', 'map'], ['resources', 'list']],
    { normalization: normalized },
  );
}

/** Log types that share some keys with the data, and match none of it. */
function fillers(count: number): LogTypeSchema[] {
  return Array.from({ length: count }, (_, index) =>
    schema(
      `cloudtrail:filler${index}`,
      [
        ['eventName', 'string'],
        ['eventTime', 'string'],
        [`own${index}`, 'string'],
        [`more${index % 7}`, 'integer'],
      ],
      { jsonPath: index % 2 === 0 ? ['Records[*]'] : [] },
    ),
  );
}

if (import.meta.main) {
  for (const { name, recordsPerSecond, ratio = 1 } of await benchClassify()) {
    process.stdout.write(`${name.padEnd(32)} ${String(recordsPerSecond).padStart(9)} records/s  ${ratio.toFixed(2)}\n`);
  }
}
