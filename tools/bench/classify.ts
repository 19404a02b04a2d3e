import type { LogTypeSchema } from '@streamalert/config';
import type { BenchRow } from './support/bench-row.ts';
import { classifying } from './support/classify-all.ts';
import {
  countRecords,
  inEventBridgeEnvelope,
  mapRecords,
  readObjects,
  recordsOf,
  toLines,
} from './support/cloudtrail-objects.ts';
import { floorOfDocuments, floorOfLines } from './support/floors.ts';
import { fillers, logType, ofSource, shippedLogTypes, siblings, withoutNormalization } from './support/log-types.ts';
import { measure } from './support/measure.ts';

const objects = readObjects();
const records = countRecords(objects);
const all = { classified: records, rejected: 0 };
const none = { classified: 0, rejected: records };

/** The classifier on CloudTrail as S3 objects and as lines, as shipped. */
export async function benchClassify(): Promise<BenchRow[]> {
  const shipped = await shippedLogTypes();
  const cloudTrail = ofSource(shipped, 'cloudtrail');
  const lines = toLines(objects, inEventBridgeEnvelope);
  const hostile = mapRecords(objects, (record, index) => ({ ...record, [`new${index}`]: 'x' }));
  const unknown = logType('filler:unknown', 'json', 'nothing', { jsonPath: ['Records[*]', '@'] });
  const seconds = await measure([
    { name: 'objects: floor', run: () => floorOfDocuments(objects) },
    { name: 'lines: floor', run: () => floorOfLines(lines) },
    { name: 'hostile: floor', run: () => floorOfDocuments(hostile) },
    { name: 'objects', run: classifying(cloudTrail, objects, all) },
    { name: 'objects, all', run: classifying(shipped, objects, all) },
    { name: 'objects, normalized', run: classifying(cloudTrail.map(normalized), objects, all) },
    { name: 'lines, normalized', run: classifying(shipped, [lines], all) },
    { name: 'lines', run: classifying(withoutNormalization(shipped), [lines], all) },
    { name: 'nothing matches', run: classifying([...fillers(62), unknown], objects, none) },
    { name: 'hostile', run: classifying(shipped, hostile, none) },
  ]);
  const ofFloor = (measure: string, floor: string, name: string, goals: Partial<BenchRow> = {}): BenchRow => ({
    measure,
    measured: seconds(floor) / seconds(name),
    unit: 'of the floor',
    recordsPerSecond: records / seconds(name),
    ...goals,
  });
  return [
    ofFloor('the floor: decode, parse and stringify CloudTrail S3 objects', 'objects: floor', 'objects: floor'),
    ofFloor('CloudTrail S3 objects, 3 schemas', 'objects: floor', 'objects', { required: 1, goFor: 2 }),
    ofFloor(`the same, all ${shipped.length} shipped schemas`, 'objects: floor', 'objects, all'),
    ofFloor('the same, 3 schemas, four values of a record normalized', 'objects: floor', 'objects, normalized'),
    ofFloor(
      `CloudTrail lines in EventBridge envelopes, 63+ schemas, shipped normalization`,
      'lines: floor',
      'lines, normalized',
      { required: 0.8, goFor: 1.2, note: `${shipped.length} schemas` },
    ),
    ofFloor('the same, no normalization', 'lines: floor', 'lines', { required: 1.2, goFor: 2.5 }),
    ofFloor('none of 63 schemas matches, rejects written', 'objects: floor', 'nothing matches', {
      required: 1.2,
      goFor: 3,
    }),
    ofFloor('new keys in every record (hostile), of its own floor', 'hostile: floor', 'hostile', { required: 0.7 }),
  ];
}

/** What more schemas cost. */
export async function benchClassifyGrowth(): Promise<BenchRow[]> {
  const [events] = ofSource(await shippedLogTypes(), 'cloudtrail').slice(1) as [LogTypeSchema];
  // The same thousand records in both cases, each of its log type's own keys.
  const sample = objects.flatMap(recordsOf).slice(0, 1000);
  const mixed = (count: number) =>
    toLines(objects, (_record, index) => ({ ...sample[index % sample.length], [`own${index % count}`]: 'x' }));
  const mixed10 = mixed(10);
  const mixed1000 = mixed(1000);
  const variants = [
    { name: '10', run: classifying([...fillers(9), events], objects, all) },
    { name: '1,000', run: classifying([...fillers(999), events], objects, all) },
    { name: 'mixed 10: floor', run: () => floorOfLines(mixed10) },
    { name: 'mixed 1,000: floor', run: () => floorOfLines(mixed1000) },
    { name: 'mixed 10', run: classifying(siblings(events, 10), [mixed10], all) },
    { name: 'mixed 1,000', run: classifying(siblings(events, 1000), [mixed1000], all) },
  ];
  // The second row is a ratio of ratios: four numbers have to be at their best.
  const seconds = await measure(variants, { rounds: 12 });
  const overFloor = (name: string): number => seconds(name) / seconds(`${name}: floor`);
  return [
    {
      measure: 'time with 1,000 schemas against 10: one log type',
      measured: seconds('1,000') / seconds('10'),
      unit: '× the time',
      required: 1.05,
      recordsPerSecond: records / seconds('1,000'),
    },
    {
      measure: 'time with 1,000 schemas against 10: all mixed (over its own floor)',
      measured: overFloor('mixed 1,000') / overFloor('mixed 10'),
      unit: '× the time',
      required: 1.25,
      recordsPerSecond: records / seconds('mixed 1,000'),
    },
  ];
}

/** What bad records cost. */
export async function benchClassifyBad(): Promise<BenchRow[]> {
  const cloudTrail = ofSource(await shippedLogTypes(), 'cloudtrail');
  const bad = mapRecords(objects, (record, index) =>
    index % 100 === 0 ? { ...record, eventVersion: undefined } : record,
  );
  const clean = mapRecords(objects, (record) => record);
  const rejected = Math.ceil(records / 100);
  const seconds = await measure([
    { name: 'clean', run: classifying(cloudTrail, clean, all) },
    { name: 'bad', run: classifying(cloudTrail, bad, { classified: records - rejected, rejected }) },
  ]);
  return [
    {
      measure: 'a batch in which 1 % of records are bad, against the clean time',
      measured: seconds('bad') / seconds('clean'),
      unit: '× the time',
      required: 1.1,
      recordsPerSecond: records / seconds('bad'),
    },
  ];
}

/** A log type that normalizes four values, one of them inside an object. */
function normalized(schema: LogTypeSchema): LogTypeSchema {
  const entry = (...path: string[]) => [{ path, function: null, sendToArtifacts: true }] as const;
  const normalization = [
    ['event_name', entry('eventName')],
    ['account', entry('userIdentity', 'accountId')],
    ['ip_address', entry('sourceIPAddress')],
    ['user_identity', entry('userIdentity', 'arn')],
  ] as const;
  return { ...schema, configuration: { ...schema.configuration, normalization } };
}
