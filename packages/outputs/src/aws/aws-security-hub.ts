import type { AwsSecurityFinding, SecurityHubClient, SeverityLabel } from '@aws-sdk/client-securityhub';
import { type Alert, formatTimestamp, type Severity } from '@streamalert/core';
import type { Output, OutputService, SendResult } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { cutText } from '../render/cut.ts';
import { plainText, prettyJson } from '../render/json-text.ts';
import { alertFacts, alertTitle } from '../render/title.ts';
import { takesNoSettings } from '../settings.ts';
import { type AwsAccess, clientSettings, partitionOf } from './support/access.ts';
import { once, sendToAws } from './support/send.ts';

/** @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html */
const limits = {
  title: 256,
  description: 1024,
  generator: 512,
  recommendation: 512,
  productField: 2048,
  productFields: 50,
  key: 128,
};

const labels: Readonly<Record<Severity, SeverityLabel>> = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};

/** What is known of AWS Security Hub without sending. */
export const awsSecurityHubService: OutputService = defineService({
  service: 'aws-security-hub',
  credentials: [],
  idempotent: true,
  checkSettings: takesNoSettings,
});

/**
 * Imports each alert as a finding in the AWS Security Finding Format, into the own account and region. The finding's id
 * is the alert's, so that a repetition updates the finding that is there.
 *
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 */
export function awsSecurityHub({
  aws,
  client,
}: {
  readonly aws: AwsAccess;
  readonly client?: SecurityHubClient;
}): Output {
  const hub = once(async () => {
    const { BatchImportFindingsCommand, SecurityHubClient } = await import('@aws-sdk/client-securityhub');
    return { BatchImportFindingsCommand, client: client ?? new SecurityHubClient(clientSettings(aws)) };
  });
  return defineOutput(awsSecurityHubService, ({ alert, signal }) =>
    sendToAws(async () => {
      const { accountId } = aws;
      if (accountId === undefined) return noAccount;
      const { BatchImportFindingsCommand, client } = await hub();
      const finding = asffFinding(alert, accountId, await client.config.region());
      const { FailedCount = 0, FailedFindings = [] } = await client.send(
        new BatchImportFindingsCommand({ Findings: [finding] }),
        { abortSignal: signal },
      );
      const [failed] = FailedFindings;
      return FailedCount === 0
        ? { kind: 'sent' }
        : { kind: 'permanent', reason: `${failed?.ErrorCode}: ${failed?.ErrorMessage}` };
    }),
  );
}

const noAccount: SendResult = {
  kind: 'permanent',
  reason: 'Security Hub needs account.aws_account_id in conf/global.json',
};

/** An alert in the AWS Security Finding Format; the record stands in `ProductFields`, which hold texts. */
export function asffFinding(alert: Alert, account: string, region: string): AwsSecurityFinding {
  const time = formatTimestamp(alert.created).replace(/\d{3}Z$/, 'Z');
  const [reference] = alert.references ?? [];
  const advice = alert.runbook ?? (reference === undefined ? undefined : 'See the reference.');
  return {
    SchemaVersion: '2018-10-08',
    Id: `streamalert/${alert.id}`,
    ProductArn: `arn:${partitionOf(region)}:securityhub:${region}:${account}:product/${account}/default`,
    GeneratorId: cutText(`streamalert/${alert.ruleName}`, limits.generator),
    AwsAccountId: account,
    Types: [alert.attack === undefined ? 'Unusual Behaviors' : 'TTPs'],
    CreatedAt: time,
    UpdatedAt: time,
    Severity: { Label: alert.severity === undefined ? 'MEDIUM' : labels[alert.severity] },
    Title: cutText(alertTitle(alert), limits.title),
    Description: cutText(alert.ruleDescription || alertTitle(alert), limits.description),
    ...(advice !== undefined && {
      Remediation: {
        Recommendation: {
          Text: cutText(advice, limits.recommendation),
          ...(reference !== undefined && { Url: reference }),
        },
      },
    }),
    ProductFields: productFields(alert),
    Resources: [
      {
        Type: 'Other',
        Id: `${alert.sourceService}/${alert.sourceEntity}`,
        Partition: partitionOf(region) as 'aws',
        Region: region,
      },
    ],
    RecordState: 'ACTIVE',
    Workflow: { Status: 'NEW' },
  };
}

function productFields(alert: Alert): Record<string, string> {
  const facts = alertFacts(alert).map(([name, value]) => [`streamalert/${name}`, value] as const);
  const values = Object.entries(alert.record).map(([key, value]) => [`record/${key}`, plainText(value)] as const);
  const room = limits.productFields - facts.length - 1;
  // More fields than there is room for become one.
  const record = values.length <= room ? values : [['record', prettyJson(alert.record)] as const];
  return Object.fromEntries(
    [...facts, ...record]
      .filter(([, value]) => value !== '')
      .map(([key, value]) => [cutText(key, limits.key), cutText(value, limits.productField)] as const),
  );
}
