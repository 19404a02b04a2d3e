import {
  type Alert,
  alertId,
  type ClassifiedRecord,
  type JsonObject,
  payloadId,
  type QuarantinedRecord,
  type QueueBody,
  type RejectedRecord,
  recordId,
} from '@streamalert/core';
import { encodeMessage } from '@streamalert/core/wire';
import { bytes } from './subject.ts';
import { testTime } from './test-clock.ts';

const payload = payloadId('test-kit');

/** Overrides of a factory's result; `seed` makes another one of the same kind. Default 1. */
export type Overrides<T> = Partial<T> & { readonly seed?: number };

/** A CloudTrail event, the same one for the same seed. */
export function makeEvent(seed = 1): JsonObject {
  return {
    eventVersion: '1.08',
    eventTime: '2023-07-10T11:58:02Z',
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    recipientAccountId: '123456789012',
    sourceIPAddress: `192.0.2.${seed % 256}`,
    userIdentity: { type: 'Root', accountId: '123456789012' },
  };
}

/** An alert that is not merge-enabled, for history and one more output. Each seed is a microsecond later than the one before. */
export function makeAlert({ seed = 1, ...overrides }: Overrides<Alert> = {}): Alert {
  const ruleName = overrides.ruleName ?? 'cloudtrail_root_account_usage';
  return {
    id: alertId(ruleName, recordId(payload, 0, seed)),
    ruleName,
    record: makeEvent(seed),
    outputs: ['aws-firehose:alerts', 'slack:soc'],
    created: testTime + seed,
    cluster: 'prod',
    logSource: 'cloudtrail:events',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'prefix.cluster.sample.bucket',
    ruleDescription: 'The root user was used.',
    context: {},
    publishers: {},
    mergeByKeys: [],
    mergeWindowMinutes: 0,
    staged: false,
    ...overrides,
  };
}

/** A CloudTrail event that was classified. */
export function makeClassifiedRecord({ seed = 1, ...overrides }: Overrides<ClassifiedRecord> = {}): ClassifiedRecord {
  return {
    kind: 'classified',
    id: recordId(payload, 0, seed),
    cluster: 'prod',
    log_schema_type: 'cloudtrail:events',
    data_type: 'json',
    service: 's3',
    resource: 'prefix.cluster.sample.bucket',
    record: makeEvent(seed),
    ...overrides,
  };
}

/** A record of no known schema, with its data. */
export function makeQuarantinedRecord({
  seed = 1,
  ...overrides
}: Overrides<RejectedRecord & Pick<QuarantinedRecord, 'data' | 'origin'>> = {}): QuarantinedRecord {
  const { data = bytes(`not a log ${seed}`), origin = '/logs/a.json', ...rejected } = overrides;
  return {
    rejected: {
      kind: 'rejected',
      id: recordId(payload, 0, seed),
      cluster: 'prod',
      service: 's3',
      resource: 'prefix.cluster.sample.bucket',
      position: { record: 0, item: seed },
      reason: 'not JSON',
      detail: 'the line begins with "not a log"',
      ...rejected,
    },
    origin,
    data,
  };
}

/** A queue body of these records, as `[msg,\nmsg]`. */
export function makeQueueBody(records: readonly ClassifiedRecord[] = [makeClassifiedRecord()]): QueueBody {
  const text = `[${records.map(encodeMessage).join(',\n')}]`;
  return { id: payloadId(...records.map(({ id }) => id)), records: records.length, text: bytes(text) };
}
