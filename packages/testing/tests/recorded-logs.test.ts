import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Classifier, createClassifier } from '@streamalert/classifier';
import type { Cluster } from '@streamalert/config';
import { type JsonObject, parseJson, payloadId, type Source, stringifyJson } from '@streamalert/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { repository, sampleConfig } from './helpers/workspace.ts';

const data = join(repository, '../shared/data');

const bucket: Source = { service: 's3', resource: 'prefix.cluster.sample.bucket' };
const syslog: Source = { service: 'kinesis', resource: 'prefix_cluster1_syslog' };

type Counts = Readonly<Record<string, number>>;

/** What becomes of each file or folder: records by log type, and rejections by reason. */
const files: [path: string, source: Source, classified: Counts, rejected: Counts][] = [
  ['cloudtrail/invictus', bucket, { 'cloudtrail:events': 2596 }, {}],
  ['cloudtrail/stratus', bucket, { 'cloudtrail:events': 135 }, {}],
  // Logstash adds keys of its own, and LookupEvents wraps the event.
  ['cloudtrail/otrf', bucket, {}, { 'unknown keys': 103 }],
  ['cloudtrail/plaso', bucket, {}, { 'unknown keys': 6 }],
  ['csv/plaso/aws_elb_access.log', bucket, { 'elb:application': 10, 'elb:classic': 4, 'elb:network': 2 }, {}],
  // Kernel records by key; those with an inner message or with names as lines.
  ['kv/otrf', bucket, { 'auditd:events': 12 }, {}],
  ['kv/plaso', bucket, { 'auditd:events': 10, 'auditd:lines': 19 }, {}],
  ['s3_access/awsdocs', bucket, { 's3:server_access': 5 }, {}],
  // A month that is none; a line that goes on on the next ones.
  ['syslog/plaso/syslog', syslog, { 'syslog:messages': 17 }, { 'log patterns differ': 1 }],
  [
    'syslog/plaso/syslog_rsyslog_traditional',
    syslog,
    { 'syslog:messages': 8 },
    { 'unknown keys': 1, 'log patterns differ': 2 },
  ],
  ['syslog/plaso/syslog_ssh.log', syslog, { 'syslog:messages': 9 }, {}],
  // Formats of their own, without the header that would tell them.
  ['vpcflow/awsdocs/custom_v3_v5.log', bucket, {}, { 'log patterns differ': 14 }],
  ['vpcflow/awsdocs/v2_default.log', bucket, { 'vpcflow:v2': 7 }, {}],
  ['vpcflow/generated', bucket, { 'vpcflow:v2': 10_000 }, {}],
];

/** Test events of another product, without the keys that it adds; most are shortened, or have times of its own. */
const events: [file: string, classified: Counts, rejected: Counts][] = [
  ['AWS_CloudTrail.jsonl', { 'cloudtrail:events': 163 }, { 'missing keys': 81, 'unknown keys': 5 }],
  ['AWS_GuardDuty.jsonl', {}, { 'missing keys': 4 }],
  ['AWS_SecurityFindingFormat.jsonl', { 'securityhub:findings': 4 }, {}],
  ['AWS_VPCDns.jsonl', {}, { 'wrong type': 8, 'unknown keys': 2 }],
  ['AWS_WAFWebACL.jsonl', {}, { 'missing keys': 44 }],
  ['Box_Event.jsonl', {}, { 'missing keys': 14, 'unknown keys': 1 }],
  ['Duo_Administrator.jsonl', {}, { 'wrong type': 9, 'missing keys': 12 }],
  ['Duo_Authentication.jsonl', {}, { 'missing keys': 10 }],
  ['GSuite_ActivityEvent.jsonl', {}, { 'unknown keys': 73 }],
  ['GitHub_Audit.jsonl', { 'github:audit': 16 }, { 'unknown keys': 7, 'missing keys': 1 }],
  ['Okta_SystemLog.jsonl', { 'okta:logevents': 2 }, { 'missing keys': 7, 'unknown keys': 16 }],
  ['OneLogin_Events.jsonl', {}, { 'unknown keys': 10 }],
  ['Osquery_Differential.jsonl', { 'fleet:results': 1, 'osquery:differential': 4 }, { 'missing keys': 11 }],
  ['Slack_AuditLogs.jsonl', {}, { 'missing keys': 3, 'wrong type': 10, 'unknown keys': 10 }],
];

describe.runIf(existsSync(data))('recorded logs', () => {
  let classifier: Classifier;

  beforeAll(async () => {
    const { clusters, logTypes } = await sampleConfig();
    classifier = createClassifier({ cluster: clusters.get('prod') as Cluster, logTypes });
  });

  it.each(files)('%s become what they are', async (path, source, classified, rejected) => {
    const total = { classified: {}, rejected: {} };
    for (const file of filesAt(join(data, path))) {
      const open = async function* (from: number) {
        yield readFileSync(file).subarray(from);
      };
      for await (const { counts } of classifier.classify({ id: payloadId(file), source, origin: file, open })) {
        add(total.classified, counts.classified);
        add(total.rejected, counts.rejected);
      }
    }
    expect(total).toStrictEqual({ classified, rejected });
  });

  it.each(events)('%s of another product', (file, classified, rejected) => {
    const total = { classified: {}, rejected: {} };
    for (const line of readFileSync(join(data, 'panther', file), 'utf8')
      .trimEnd()
      .split('\n')) {
      const { log } = parseJson(line) as { readonly log: JsonObject };
      const own = Object.fromEntries(Object.entries(log).filter(([key]) => !key.startsWith('p_')));
      const result = classifier.classifyData(bucket, stringifyJson(own), payloadId(file));
      for (const record of result.classified) add(total.classified, { [record.log_schema_type]: 1 });
      for (const { rejected } of result.rejected) add(total.rejected, { [rejected.reason]: 1 });
    }
    expect(total).toStrictEqual({ classified, rejected });
  });
});

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'LICENSE')
    .sort()
    .map((name) => join(path, name));
}

function add(total: Record<string, number>, more: Counts): void {
  for (const [key, count] of Object.entries(more)) total[key] = (total[key] ?? 0) + count;
}
