import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { detect, type Outcome } from './helpers/detect.ts';
import { repository } from './helpers/workspace.ts';

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
      'cloudtrail_iam_access_key_for_other_user: access key of support-backup made by build-artifacts from 203.0.113.66',
      'cloudtrail_mfa_policy_abuse_attempt: CreateAccessKey without MFA by build-artifacts from 203.0.113.66',
      'cloudtrail_mfa_policy_abuse_attempt: CreateUser without MFA by build-artifacts from 203.0.113.66',
      'cloudtrail_public_resources: PutBucketPolicy by build-artifacts from 203.0.113.66',
      'cloudtrail_root_account_usage: root from 203.0.113.66',
      'cloudtrail_security_group_ingress_anywhere: sg-0a1b2c3d4e5f60718 22/tcp 0.0.0.0/0',
      'cloudtrail_snapshot_or_ami_made_public: snap-0123456789abcdef0 by build-artifacts from 203.0.113.66',
      'cloudtrail_snapshot_or_image_shared: snap-0f1e2d3c4b5a69788 shared with 210987654321 by assumed-role/ci-deployer/pipeline-4711 from 198.51.100.20',
      'guard_duty_all: API CreateUser was invoked from an IP address on a custom threat list.',
    ]);
  });

  it('carry an integer beyond 2⁵³ into an alert unchanged', () => {
    const alert = outcome.alerts.find(({ ruleName }) => ruleName === 'cloudtrail_snapshot_or_ami_made_public');
    expect(alert?.record['additionalEventData']).toStrictEqual({ volumeSequenceNumber: 9007199254740993n });
  });
});
