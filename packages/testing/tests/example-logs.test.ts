import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClassifier } from '@streamalert/classifier';
import { rules } from '@streamalert/community-rules';
import { type ClassifiedRecord, createSystemClock, payloadId, type RejectedRecord } from '@streamalert/core';
import { createRulesEngine, type Evaluation } from '@streamalert/rules-engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { repository, sampleConfig } from './helpers/workspace.ts';

interface Outcome extends Evaluation {
  readonly classified: readonly ClassifiedRecord[];
  readonly rejected: readonly RejectedRecord[];
}

/** Every log in a folder through classifier and rules, whole files or lines at a time. */
async function detect(folder: string): Promise<Outcome> {
  const config = await sampleConfig();
  const cluster = config.clusters.get('prod');
  if (cluster === undefined) throw new Error('the sample configuration has no cluster "prod"');
  const classifier = createClassifier({ cluster, logTypes: config.logTypes });
  const source = { service: 's3', resource: 'prefix.cluster.sample.bucket' } as const;
  const results = logsIn(folder).map(({ name, text }) => classifier.classifyData(source, text, payloadId(name)));
  const classified = results.flatMap((result) => result.classified);
  const engine = createRulesEngine({ rules, defaultOutputs: config.global.defaultOutputs, clock: createSystemClock() });
  return {
    ...(await engine.evaluate(classified)),
    classified,
    rejected: results.flatMap((result) => result.rejected.map(({ rejected }) => rejected)),
  };
}

function logsIn(folder: string): { name: string; text: string }[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return files.flatMap((file) => {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const parts = file.endsWith('.jsonl') ? text.trimEnd().split('\n') : [text];
    return parts.map((part, index) => ({ name: `${file}:${index}`, text: part }));
  });
}

describe('the sample logs', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await detect(join(repository, 'examples/logs'));
  });

  it('are all recognised', () => {
    const byType = Map.groupBy(outcome.classified, (record) => record.log_schema_type);
    expect(outcome.rejected).toStrictEqual([]);
    expect([...byType].map(([type, records]) => [type, records.length])).toStrictEqual([
      ['cloudtrail:events', 245],
      ['cloudwatch:events', 24],
    ]);
  });

  it('raise these alerts, and no others', () => {
    const raised = outcome.alerts.map(({ ruleName, title }) => `${ruleName}: ${title}`).sort();
    expect(raised).toStrictEqual([
      'cloudtrail_critical_api_calls: DeleteFlowLogs by build-artifacts from 203.0.113.66',
      'cloudtrail_critical_api_calls: StopLogging by build-artifacts from 203.0.113.66',
      'cloudtrail_mfa_policy_abuse_attempt: CreateAccessKey without MFA by build-artifacts from 203.0.113.66',
      'cloudtrail_mfa_policy_abuse_attempt: CreateUser without MFA by build-artifacts from 203.0.113.66',
      'cloudtrail_public_resources: PutBucketPolicy by build-artifacts from 203.0.113.66',
      'cloudtrail_root_account_usage: root from 203.0.113.66',
      'cloudtrail_security_group_ingress_anywhere: sg-0a1b2c3d4e5f60718 22/tcp 0.0.0.0/0',
      'cloudtrail_snapshot_or_ami_made_public: snap-0123456789abcdef0 by build-artifacts from 203.0.113.66',
      'guard_duty_all: API CreateUser was invoked from an IP address on a custom threat list.',
    ]);
  });

  it('carry an integer beyond 2⁵³ into an alert unchanged', () => {
    const alert = outcome.alerts.find(({ ruleName }) => ruleName === 'cloudtrail_snapshot_or_ami_made_public');
    expect(alert?.record['additionalEventData']).toStrictEqual({ volumeSequenceNumber: 9007199254740993n });
  });
});

const attack = join(repository, '../shared/data/cloudtrail');

describe.runIf(existsSync(attack))('recorded attacks', () => {
  it.each([
    [
      'invictus',
      2596,
      {
        cloudtrail_critical_api_calls: 20,
        cloudtrail_mfa_policy_abuse_attempt: 6,
        cloudtrail_security_group_ingress_anywhere: 2,
      },
    ],
    ['stratus', 135, { cloudtrail_critical_api_calls: 3, cloudtrail_mfa_policy_abuse_attempt: 3 }],
  ])('of %s are recognised and found', async (name, records, expected) => {
    const { alerts, classified, failures, rejected } = await detect(join(attack, name));
    const byRule = Map.groupBy(alerts, ({ ruleName }) => ruleName);
    const counts = Object.fromEntries([...byRule].map(([rule, raised]) => [rule, raised.length]));
    expect([classified.length, rejected, failures, counts]).toStrictEqual([records, [], [], expected]);
  });
});
