import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert } from '@streamalert/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { detect, type Outcome } from './helpers/detect.ts';
import { repository } from './helpers/workspace.ts';

const data = join(repository, '../shared/data/cloudtrail');

/** Logs of single techniques, and the ids under which ATT&CK knows what each of them does. */
const stratus: readonly [file: string, techniques: readonly string[]][] = [
  ['aws.credential-access.ec2-steal-instance-credentials', ['T1552.005']],
  ['aws.credential-access.secretsmanager-retrieve-secrets', ['T1555.006']],
  ['aws.defense-evasion.cloudtrail-delete', ['T1562.008']],
  ['aws.defense-evasion.cloudtrail-stop', ['T1562.008']],
  ['aws.defense-evasion.vpc-remove-flow-logs', ['T1562.008']],
  ['aws.execution.ec2-launch-unusual-instances', ['T1496.001']],
  ['aws.execution.ssm-start-session', ['T1021.008']],
  ['aws.exfiltration.ec2-security-group-open-port-22-ingress', ['T1562.007']],
  ['aws.exfiltration.ec2-share-ebs-snapshot', ['T1537']],
  ['aws.impact.bedrock-invoke-model', ['T1496.004']],
  ['aws.lateral-movement.ec2-instance-connect', ['T1021.004', 'T1021.008']],
  ['aws.lateral-movement.ec2-serial-console-send-ssh-public-key', ['T1021.008']],
  ['aws.persistence.iam-backdoor-role', ['T1098.003']],
  ['aws.persistence.iam-backdoor-user', ['T1098.001']],
  ['aws.persistence.iam-create-admin-user', ['T1098.003', 'T1136.003']],
  ['aws.persistence.lambda-backdoor-function', ['T1546', 'T1648']],
  ['aws.persistence.rolesanywhere-create-trust-anchor', ['T1098.001']],
  ['aws.persistence.sts-federation-token', ['T1098.001']],
];

describe.runIf(existsSync(data))('recorded single techniques', () => {
  const found = new Map<string, readonly Alert[]>();

  beforeAll(async () => {
    for (const [file] of stratus) found.set(file, (await detect(join(data, 'stratus', `${file}.json`))).alerts);
  });

  it.each(stratus)('%s raises an alert that names it', (file, techniques) => {
    const named = (found.get(file) ?? []).flatMap(({ attack = [] }) => attack.map(({ technique = '' }) => technique));
    expect(techniques.filter((technique) => !named.includes(technique))).toStrictEqual([]);
  });

  it('are told apart from what the same person does besides', () => {
    const raised = [...found].flatMap(([file, alerts]) => alerts.map(({ ruleName }) => `${file} ${ruleName}`));
    expect([...new Set(raised)]).toMatchInlineSnapshot(`
      [
        "aws.credential-access.ec2-steal-instance-credentials cloudtrail_ssm_command_run_by_user",
        "aws.credential-access.ec2-steal-instance-credentials cloudtrail_instance_credentials_reconnaissance",
        "aws.credential-access.secretsmanager-retrieve-secrets cloudtrail_secrets_read_by_user",
        "aws.defense-evasion.cloudtrail-delete cloudtrail_critical_api_calls",
        "aws.defense-evasion.cloudtrail-stop cloudtrail_critical_api_calls",
        "aws.defense-evasion.vpc-remove-flow-logs cloudtrail_critical_api_calls",
        "aws.execution.ec2-launch-unusual-instances cloudtrail_ec2_accelerated_instances",
        "aws.execution.ssm-start-session cloudtrail_vm_console_opened",
        "aws.exfiltration.ec2-security-group-open-port-22-ingress cloudtrail_security_group_ingress_nearly_anywhere",
        "aws.exfiltration.ec2-share-ebs-snapshot cloudtrail_snapshot_or_image_shared",
        "aws.impact.bedrock-invoke-model cloudtrail_bedrock_model_access_opened",
        "aws.lateral-movement.ec2-instance-connect cloudtrail_vm_console_opened",
        "aws.lateral-movement.ec2-serial-console-send-ssh-public-key cloudtrail_serial_console_enabled",
        "aws.lateral-movement.ec2-serial-console-send-ssh-public-key cloudtrail_vm_console_opened",
        "aws.persistence.iam-backdoor-role cloudtrail_iam_role_trusts_stranger",
        "aws.persistence.iam-backdoor-user cloudtrail_iam_access_key_for_other_user",
        "aws.persistence.iam-backdoor-user cloudtrail_mfa_policy_abuse_attempt",
        "aws.persistence.iam-create-admin-user cloudtrail_iam_admin_policy_attached",
        "aws.persistence.iam-create-admin-user cloudtrail_iam_access_key_for_other_user",
        "aws.persistence.iam-create-admin-user cloudtrail_mfa_policy_abuse_attempt",
        "aws.persistence.lambda-backdoor-function cloudtrail_lambda_function_opened",
        "aws.persistence.rolesanywhere-create-trust-anchor cloudtrail_roles_anywhere_trust_anchor_created",
        "aws.persistence.sts-federation-token cloudtrail_sts_federation_token",
      ]
    `);
  });
});

describe.runIf(existsSync(data))('a recorded attack on a whole account', () => {
  let outcome: Outcome;

  beforeAll(async () => {
    outcome = await detect(join(data, 'invictus'));
  });

  it('is read without a rejected record or a failing rule', () => {
    const { classified, rejected, failures } = outcome;
    expect([classified.length, rejected, failures]).toStrictEqual([2596, [], []]);
  });

  it('raises these alerts, as docs/detections.md says', () => {
    const byRule = Map.groupBy(outcome.alerts, ({ ruleName }) => ruleName);
    expect(
      Object.fromEntries([...byRule].map(([rule, raised]) => [rule, raised.length]).sort()),
    ).toMatchInlineSnapshot(`
      {
        "cloudtrail_critical_api_calls": 20,
        "cloudtrail_ec2_accelerated_instances": 2,
        "cloudtrail_ec2_password_data_retrieved": 29,
        "cloudtrail_iam_access_key_for_other_user": 2,
        "cloudtrail_iam_account_mapped": 1,
        "cloudtrail_iam_admin_policy_attached": 2,
        "cloudtrail_iam_login_profile_for_other_user": 2,
        "cloudtrail_iam_role_trusts_stranger": 1,
        "cloudtrail_instance_credentials_reconnaissance": 1,
        "cloudtrail_lambda_function_opened": 1,
        "cloudtrail_mfa_policy_abuse_attempt": 6,
        "cloudtrail_parameters_read_by_user": 85,
        "cloudtrail_roles_anywhere_trust_anchor_created": 1,
        "cloudtrail_secrets_read_by_user": 58,
        "cloudtrail_security_group_ingress_anywhere": 2,
        "cloudtrail_security_log_group_deleted": 1,
        "cloudtrail_snapshot_or_image_shared": 2,
        "cloudtrail_ssm_command_run_by_user": 1,
      }
    `);
  });
});
