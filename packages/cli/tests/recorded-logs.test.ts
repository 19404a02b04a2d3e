import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { resolveInputs } from '@streamalert/local';
import { describe, expect, it } from 'vitest';
import { root, runCli, sampleConf, temporaryFolder } from './helpers/cli.ts';

const data = join(root, '../shared/data');
const bucket = 's3:prefix.cluster.sample.bucket';
const syslogStream = 'kinesis:prefix_cluster1_syslog';

/** Files whose names do not tell that they are logs, or that another source than the bucket delivers. */
const fromSyslog = [
  'syslog/plaso/syslog',
  'syslog/plaso/syslog_rsyslog_traditional',
  'syslog/plaso/syslog_ssh.log',
] as const;

/** Why records of a file are rejected, in the words of somebody who looked at each of them. */
const why: Readonly<Record<string, string>> = {
  'cloudtrail/otrf/ec2_proxy_s3_exfiltration_2020-09-14011940.jsonl':
    'Logstash added keys of its own (`@version`, `@timestamp`, `host`, …)',
  'cloudtrail/plaso/aws_cloudtrail.jsonl':
    'answers of the `LookupEvents` API: the event is text inside `CloudTrailEvent`',
  'csv/otrf/AWS_S3_HoneyBucketLogs.csv': 'a table with columns of its own, not the access log as S3 writes it',
  'csv/plaso/apache_access.log': 'no log type ships for web servers',
  'json/plaso/gcp_logging.jsonl': 'no log type ships for Google Cloud',
  'syslog/otrf/auoms_log4shell.jsonl': 'a collector took the lines apart into JSON of its own',
  'syslog/plaso/syslog': 'one record goes on on a second line, which has no header of its own',
  'syslog/plaso/syslog_rsyslog_traditional': 'three records go on on a second line, which has no header of its own',
  'vpcflow/awsdocs/custom_v3_v5.log': 'custom formats without the header line that names their fields',
  'panther/AWS_BedrockModelInvocation.jsonl': 'no log type ships for Bedrock',
  'panther/AWS_CloudTrail.jsonl': 'shortened to the fields that a rule reads',
  'panther/AWS_GuardDuty.jsonl': 'findings without their EventBridge envelope, shortened',
  'panther/AWS_S3ServerAccess.jsonl': 'objects in place of lines',
  'panther/AWS_VPCDns.jsonl': 'shortened; times changed into texts of another form',
  'panther/AWS_VPCFlow.jsonl': 'objects in place of lines',
  'panther/AWS_WAFWebACL.jsonl': 'shortened to the fields that a rule reads',
  'panther/Box_Event.jsonl': 'shortened to the fields that a rule reads',
  'panther/CarbonBlack_Audit.jsonl': 'no log type ships for the audit log of the cloud service',
  'panther/Crowdstrike_DetectionSummary.jsonl': 'no log type ships for CrowdStrike',
  'panther/Crowdstrike_EventStreams.jsonl': 'no log type ships for CrowdStrike',
  'panther/Crowdstrike_FDREvent.jsonl': 'no log type ships for CrowdStrike; some are of other products',
  'panther/Crowdstrike_Unknown.jsonl': 'no log type ships for CrowdStrike',
  'panther/Duo_Administrator.jsonl': 'shortened; times changed into texts',
  'panther/Duo_Authentication.jsonl': 'shortened to the fields that a rule reads',
  'panther/GCP_AuditLog.jsonl': 'no log type ships for Google Cloud',
  'panther/GSuite_ActivityEvent.jsonl': 'one object an event in place of one an activity',
  'panther/GitHub_Audit.jsonl': '`@timestamp` renamed to `at_sign_timestamp`; one shortened',
  'panther/GitHub_Webhook.jsonl': 'no log type ships for webhooks of GitHub',
  'panther/Okta_SystemLog.jsonl': 'shortened, or with names in lower case',
  'panther/OneLogin_Events.jsonl': 'keys of another version of the service',
  'panther/Osquery_Differential.jsonl': 'shortened to the fields that a rule reads',
  'panther/Salesforce_LoginAs.jsonl': 'no log type ships for Salesforce',
  'panther/Salesforce_RealtimeEvent.jsonl': 'no log type ships for Salesforce',
  'panther/Slack_AuditLogs.jsonl': 'shortened, or with times changed into texts',
};

interface Result {
  readonly kind: 'classified' | 'rejected';
  readonly event: number;
  readonly log_schema_type: string;
  readonly reason: string;
}

describe.runIf(existsSync(data))('streamalert classify on every recorded log', () => {
  it('gives what recorded-logs.md expects', async () => {
    const resolved = await resolveInputs([data]);
    const skipped = resolved.skipped.filter((path) => !fromSyslog.some((name) => join(data, name) === path));
    const syslog = fromSyslog.map((name) => join(data, name));
    const files = resolved.files.map(({ path }) => path).filter((path) => !syslog.includes(path));
    const events = unwrapTestEvents(files.filter(isTestEvents));

    const rows = [
      ...(await classify(
        files.filter((path) => !isTestEvents(path)),
        bucket,
      )),
      ...(await classify(syslog, syslogStream)),
      ...(await classify(events, bucket, temporary)),
    ];

    await expect(tableOf(rows, skipped)).toMatchFileSnapshot('recorded-logs.md');
  });
});

let temporary = data;

const isTestEvents = (path: string): boolean => relative(data, path).startsWith('panther/');

/** Test events of another product hold the log beside what a rule should make of it, and keys that product adds. */
function unwrapTestEvents(files: readonly string[]): string[] {
  temporary = temporaryFolder();
  return files.map((file) => {
    const path = join(temporary, relative(data, file).replaceAll('/', '_'));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(path, lines.map((line) => `${JSON.stringify(ownKeys(JSON.parse(line).log))}\n`).join(''));
    return path;
  });
}

const ownKeys = (log: object): object =>
  Object.fromEntries(Object.entries(log).filter(([key]) => !key.startsWith('p_')));

interface Row {
  readonly file: string;
  readonly source: string;
  readonly classified: ReadonlyMap<string, number>;
  readonly rejected: ReadonlyMap<string, number>;
}

/** Files are events in order of their paths, so one process does for all that come from a source. */
async function classify(files: readonly string[], source: string, base = data): Promise<Row[]> {
  const sorted = files.toSorted((a, b) => (a < b ? -1 : 1));
  const args = ['classify', '--conf', sampleConf, '--cluster', 'prod', '--source', source, ...sorted];
  const { code, stdout } = await runCli(args, { cwd: root });
  expect(code).toBe(0);
  const results: Result[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const byFile = Map.groupBy(results, ({ event }) => event);
  return sorted.map((path, event) => {
    const ofFile = Map.groupBy(byFile.get(event) ?? [], ({ kind }) => kind);
    return {
      // The names of CloudTrail's objects begin with the account.
      file: relative(base, path)
        .replace('panther_', 'panther/')
        .replace(/\d{12}_CloudTrail_/, ''),
      source: source.split(':')[0] ?? '',
      classified: count((ofFile.get('classified') ?? []).map(({ log_schema_type }) => log_schema_type)),
      rejected: count((ofFile.get('rejected') ?? []).map(({ reason }) => reason)),
    };
  });
}

function count(names: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const).sort());
}

function tableOf(rows: readonly Row[], skipped: readonly string[]): string {
  const cells = (counts: ReadonlyMap<string, number>) => [...counts].map(([name, n]) => `${name} ${n}`).join(', ');
  const line = ({ file, source, classified, rejected }: Row) =>
    `| ${file} | ${source} | ${cells(classified)} | ${cells(rejected)} | ${rejected.size === 0 ? '' : why[file]} |`;
  return `${[
    '# Recorded logs',
    '',
    'What `streamalert classify` makes of every file of the recorded logs, with the sample configuration. Written by',
    '`recorded-logs.test.ts`; files of `panther/` are test events of another product, read here without what it adds.',
    '',
    '| file | from | classified | rejected | why rejected |',
    '|---|---|---|---|---|',
    ...rows.map(line),
    '',
    `Skipped, as no log by name: ${skipped.map((path) => relative(data, path)).join(', ')}.`,
  ].join('\n')}\n`;
}
