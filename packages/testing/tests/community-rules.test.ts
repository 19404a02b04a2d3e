import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClassifier } from '@streamalert/classifier';
import { eventsDirectory, rules } from '@streamalert/community-rules';
import type { Cluster, Config } from '@streamalert/config';
import {
  type ClassifiedRecord,
  createSystemClock,
  type Json,
  type JsonObject,
  parseJson,
  payloadId,
  type Service,
  stringifyJson,
} from '@streamalert/core';
import { createRulesEngine } from '@streamalert/rules-engine';
import { getFirstKey, type Rule } from '@streamalert/rules-sdk';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatTestReport, runRuleTests, type TestReport, testRule } from '../src/index.ts';
import { cloudTrail } from './helpers/events.ts';
import { folderOf, sampleConfig } from './helpers/workspace.ts';

const rule = (id: string): Rule => rules.find((candidate) => candidate.id === id) as Rule;

/** How an event of CloudTrail arrives besides in an object of S3, and the log type it then has. */
const arrivals: [how: string, log: string, arrive: (event: JsonObject) => JsonObject][] = [
  [
    'through EventBridge',
    'cloudwatch:events',
    (event) => ({
      version: '0',
      id: event['eventID'] as Json,
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.example',
      account: '123456789012',
      time: event['eventTime'] as Json,
      region: event['awsRegion'] as Json,
      resources: [],
      detail: event,
    }),
  ],
  [
    'through CloudWatch Logs',
    'cloudwatch:cloudtrail',
    (event) => ({
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: 'CloudTrail/Default',
      logStream: '123456789012_CloudTrail_us-east-1',
      subscriptionFilters: ['streamalert'],
      logEvents: [{ id: '1000000000000000000000000000000', timestamp: 1795166072118, message: stringifyJson(event) }],
    }),
  ],
];

describe('the events of the community rules', () => {
  let config: Config;
  let report: TestReport;

  beforeAll(async () => {
    config = await sampleConfig();
    report = await runRuleTests({ config, rules, eventLocations: [eventsDirectory] });
  });

  it('all pass with the sample configuration', () => {
    expect(report.passed, formatTestReport(report, { verbosity: 'quiet' })).toBe(true);
  });

  it('fire every rule and hold a near miss of it', () => {
    // Whatever Trend Micro reports is malware, so that no record of its log type is a near miss.
    expect([report.rulesWithoutEvents, report.rulesWithoutQuietEvent]).toStrictEqual([
      [],
      ['trendmicro_malware_event'],
    ]);
  });

  it('carry no key that is unknown', () => {
    // The example for threat intelligence is off, as is intelligence in the sample configuration.
    const others = report.events.filter(({ expected }) => expected.log !== 'onelogin:events');
    expect(others.flatMap((event) => event.warnings)).toStrictEqual([]);
  });

  it.each(arrivals)('fire the same rules where CloudTrail comes %s', async (_how, log, arrive) => {
    const events = rules.flatMap(({ id }) => eventsOf(id)).filter((event) => event.log === 'cloudtrail:events');
    const arrived = events.map((event) => ({
      ...event,
      log,
      service: 'kinesis',
      source: 'prefix_cluster1_streamalert',
      data: arrive(event.data.Records?.[0] as JsonObject),
    }));
    const folder = await folderOf({ 'arrived.json': arrived });

    const again = await runRuleTests({ config, rules, eventLocations: [folder.path] }).finally(folder.remove);

    expect(again.summary.total).toBeGreaterThan(200);
    expect(again.passed, formatTestReport(again, { verbosity: 'quiet' })).toBe(true);
  });
});

/** Conditions of spec rows that no event file shows; each row differs from one that fires by a single thing. */
describe('the decisions of the community rules', () => {
  const rows: [string, string, 'alert' | 'quiet', JsonObject][] = [];
  const critical = 'cloudtrail_critical_api_calls';
  const always = `DeleteFlowLogs DeleteSubnet DeleteVpc DeleteDBCluster DeleteCluster DeleteTrail PutEventSelectors
    UpdateTrail StopLogging DeleteDeliveryChannel StopConfigurationRecorder DeleteRule DisableRule DeleteDetector
    DeleteAccountPublicAccessBlock DisableEbsEncryptionByDefault`.split(/\s+/);
  const organizations = `AttachPolicy CreateOrganizationalUnit CreatePolicy DeletePolicy DeleteOrganizationalUnit
    DetachPolicy DisableAWSServiceAccess DisablePolicyType EnableAllFeatures EnableAWSServiceAccess EnablePolicyType
    LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy`.split(/\s+/);
  for (const eventName of always) {
    rows.push([critical, `${eventName} of any service`, 'alert', { eventName, eventSource: 'any.amazonaws.com' }]);
  }
  for (const eventName of organizations) {
    rows.push([critical, eventName, 'alert', { eventName, eventSource: 'organizations.amazonaws.com' }]);
    rows.push([critical, `${eventName} elsewhere`, 'quiet', { eventName, eventSource: 'iam.amazonaws.com' }]);
  }
  rows.push(
    [
      critical,
      'UpdateDetector with enable null',
      'alert',
      { eventName: 'UpdateDetector', requestParameters: { enable: null } },
    ],
    [
      critical,
      'UpdateDetector with enable 0',
      'alert',
      { eventName: 'UpdateDetector', requestParameters: { enable: 0 } },
    ],
    [
      critical,
      'UpdateDetector with enable true',
      'quiet',
      { eventName: 'UpdateDetector', requestParameters: { enable: true } },
    ],
    [critical, 'UpdateDetector without parameters', 'quiet', { eventName: 'UpdateDetector', requestParameters: null }],
  );
  for (const block of ['RestrictPublicBuckets', 'BlockPublicPolicy', 'BlockPublicAcls', 'IgnorePublicAcls']) {
    const lifted = (value: Json): JsonObject => ({
      eventName: 'PutAccountPublicAccessBlock',
      requestParameters: { PublicAccessBlockConfiguration: { [block]: value } },
    });
    rows.push([critical, `${block} false`, 'alert', lifted(false)], [critical, `${block} null`, 'quiet', lifted(null)]);
  }

  const mfa = 'cloudtrail_mfa_policy_abuse_attempt';
  const identity = (mfaAuthenticated: Json): JsonObject => ({ sessionContext: { attributes: { mfaAuthenticated } } });
  const calls = `DeactivateMFADevice CreateUser CreateAccessKey DetachUserPolicy DetachGroupPolicy RemoveUserFromGroup
    DeleteUserPolicy PutGroupPolicy PutUserPolicy`.split(/\s+/);
  for (const eventName of calls) {
    rows.push([mfa, `${eventName} without MFA`, 'alert', { eventName, userIdentity: identity('false') }]);
    rows.push([mfa, `${eventName} with MFA`, 'quiet', { eventName, userIdentity: identity('true') }]);
    rows.push([mfa, `${eventName} refused`, 'alert', { eventName, userIdentity: {}, errorCode: 'AccessDenied' }]);
  }
  for (const eventName of ['CreateVirtualMFADevice', 'EnableMFADevice']) {
    rows.push([mfa, `${eventName} refused`, 'alert', { eventName, userIdentity: {}, errorCode: 'AccessDenied' }]);
    rows.push([mfa, `${eventName} with an empty error`, 'quiet', { eventName, userIdentity: {}, errorCode: '' }]);
  }
  rows.push(
    [
      mfa,
      'MFA as a boolean, which is not the text',
      'alert',
      { eventName: 'CreateUser', userIdentity: identity(true) },
    ],
    [mfa, 'no session context', 'alert', { eventName: 'CreateUser', userIdentity: {} }],
    [mfa, 'a null session context', 'quiet', { eventName: 'CreateUser', userIdentity: { sessionContext: null } }],
  );

  const rootUser: JsonObject = { type: 'Root' };
  rows.push(
    ['cloudtrail_root_account_usage', 'invokedBy null', 'alert', { userIdentity: { ...rootUser, invokedBy: null } }],
    ['cloudtrail_root_account_usage', 'invokedBy empty', 'quiet', { userIdentity: { ...rootUser, invokedBy: '' } }],
    ['cloudtrail_root_account_usage', 'type in other letters', 'quiet', { userIdentity: { type: 'root' } }],
    [
      'config_compliance',
      'testMode absent',
      'quiet',
      {
        eventName: 'PutEvaluations',
        eventSource: 'config.amazonaws.com',
        requestParameters: { evaluations: [{ complianceType: 'NON_COMPLIANT' }] },
      },
    ],
    [
      'cloudtrail_snapshot_or_ami_made_public',
      'another attribute',
      'quiet',
      {
        eventName: 'ModifySnapshotAttribute',
        requestParameters: {
          attributeType: 'PRODUCT_CODES',
          createVolumePermission: { add: { items: [{ group: 'all' }] } },
        },
      },
    ],
    [
      'cloudtrail_public_resources',
      'a bucket policy as text',
      'quiet',
      {
        eventName: 'PutBucketPolicy',
        requestParameters: { bucketPolicy: '{"Statement":{"Effect":"Allow","Principal":"*"}}' },
      },
    ],
  );

  it.each(rows)('%s: %s is %s', async (id, _case, verdict, more) => {
    await testRule(rule(id), { log: 'cloudtrail:events', record: cloudTrail(more), expect: verdict });
  });

  it('takes the severity of a GuardDuty finding', async () => {
    const record = (severity: Json): JsonObject => ({ 'detail-type': 'GuardDuty Finding', detail: { severity } });
    const severities = [9, 8.9, 6.9, 3.9, 'high'].map(async (severity) => {
      const alerts = await testRule(rule('guard_duty_all'), {
        log: 'cloudwatch:events',
        record: record(severity),
        expect: 'alert',
      });
      return alerts[0]?.severity;
    });
    expect(await Promise.all(severities)).toStrictEqual(['critical', 'high', 'medium', 'low', 'medium']);
  });

  it('merge by keys that their records have, and say who and what in title and context', async () => {
    const records = await classifiedEvents();
    const engine = createRulesEngine({ rules, defaultOutputs: [], clock: createSystemClock() });

    const { alerts } = await engine.evaluate(records);
    const lacking = alerts.flatMap(({ ruleName, record, mergeByKeys }) =>
      mergeByKeys.filter((key) => getFirstKey(record, key) === undefined).map((key) => `${ruleName}: ${key}`),
    );

    expect(lacking).toStrictEqual([]);
    expect(alerts.filter(({ title }) => title !== undefined && /undefined|\[object/.test(title))).toStrictEqual([]);
  });

  it('never throws, whatever stands in the fields it reads', async () => {
    const { clusters, logTypes } = await sampleConfig();
    const classifier = createClassifier({ cluster: clusters.get('prod') as Cluster, logTypes });
    const engine = createRulesEngine({ rules, defaultOutputs: [], clock: createSystemClock() });
    const records = rules
      .flatMap(({ id }) => eventsOf(id))
      .flatMap(({ service, source, data, description }) => {
        const text = typeof data === 'string' ? data : stringifyJson(data);
        return classifier.classifyData({ service, resource: source }, text, payloadId(description)).classified;
      });
    const places = records.flatMap((from) => pathsOf(from.record).map((path) => ({ from, path })));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), async ({ from, path }, value) => {
        const { failures } = await engine.evaluate([{ ...from, record: withValue(from.record, path, value as Json) }]);
        expect(failures).toStrictEqual([]);
      }),
      { numRuns: 5000 },
    );
  });
});

interface EventInFile {
  readonly description: string;
  readonly log: string;
  readonly service: Service;
  readonly source: string;
  readonly data: JsonObject & { readonly Records?: readonly JsonObject[] };
}

function eventsOf(id: string): readonly EventInFile[] {
  return parseJson(readFileSync(join(eventsDirectory, `${id}.json`), 'utf8')) as unknown as readonly EventInFile[];
}

/** The records of all events, as the classifier gives them. */
async function classifiedEvents(): Promise<readonly ClassifiedRecord[]> {
  const { clusters, logTypes } = await sampleConfig();
  const classifier = createClassifier({ cluster: clusters.get('prod') as Cluster, logTypes });
  return rules.flatMap(({ id }) =>
    eventsOf(id).flatMap(({ service, source, data }, at) => {
      const text = typeof data === 'string' ? data : stringifyJson(data);
      return classifier.classifyData({ service, resource: source }, text, payloadId(id, String(at))).classified;
    }),
  );
}

/** Every place in a value below its top. */
function pathsOf(value: Json): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner as Json).map((path) => [key, ...path]),
  ]);
}

function withValue(container: JsonObject, path: readonly string[], value: Json): JsonObject {
  const copy = structuredClone(container);
  let place = copy as Record<string, Json>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, Json>;
  place[path.at(-1) as string] = value;
  return copy;
}
