import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Missing } from '../local-aws/missing.ts';
import type { ServerProcess } from '../local-aws/server-process.ts';
import { startMiniStack } from '../local-aws/servers.ts';
import { awsSender } from './helpers/aws.ts';
import { type Deployment, deployedFiles, makeDeployment } from './helpers/deployment.ts';

const minute = 60_000;
const started = await startMiniStack().catch((error: unknown) => {
  if (error instanceof Missing && process.env['CI'] === undefined) return error;
  throw error;
});
const lacks = started instanceof Missing ? started.message : undefined;

/** A row as 3.5 leaves it when an output did not take the alert. */
const rowOf35 = {
  RuleName: { S: 'old' },
  AlertID: { S: 'from-3.5' },
  Attempts: { N: '2' },
  Created: { S: '2026-11-01T00:00:00.000001Z' },
  Dispatched: { S: '2026-11-01T00:01:00.000000Z' },
  Outputs: { SS: ['aws-firehose:alerts', 'webhook:soc'] },
  OutputsSent: { SS: ['aws-firehose:alerts'] },
  Publishers: { NULL: true },
  Context: { M: {} },
  MergeByKeys: { L: [] },
  MergeWindowMins: { N: '0' },
  Record: { S: '{"eventName":"ConsoleLogin"}' },
  Staged: { BOOL: false },
};

/** Each test goes on where the one before it ended, as an operator does. */
describe.skipIf(lacks !== undefined)(`commands that deploy${lacks === undefined ? '' : `: ${lacks}`}`, () => {
  const server = started as ServerProcess;
  let deployment: Deployment;
  let send: ReturnType<typeof awsSender>;

  const json = async (...args: readonly string[]) =>
    JSON.parse(await deployment.streamalert(...args, '--format', 'json'));
  const stackNames = async (): Promise<string[]> => {
    const { Stacks = [] } = await send('cloudformation', 'DescribeStacks');
    return Stacks.map(({ StackName }: { StackName: string }) => StackName).toSorted();
  };

  beforeAll(() => {
    send = awsSender(server.url);
    deployment = makeDeployment(undefined, server.url);
  });

  afterAll(async () => {
    await server.stop();
    await rm(deployment.dir, { recursive: true });
  });

  describe('deploy', { timeout: 5 * minute }, () => {
    it('shows with --dry-run what would be made, and makes nothing', async () => {
      const { dry_run: dryRun, stacks } = await json('deploy', '--dry-run');

      expect(dryRun).toBe(true);
      expect(stacks.map(({ id, action }: Shown) => [id, action])).toStrictEqual(everyStack.map((id) => [id, 'create']));
      expect(await stackNames()).toStrictEqual([]);
    });

    it('deploys everything in order', async () => {
      const { stacks } = await json('deploy', '--yes');

      expect(stacks.map(({ id, outcome }: Shown) => [id, outcome?.status])).toStrictEqual(
        everyStack.map((id) => [id, 'CREATE_COMPLETE']),
      );
      expect(await stackNames()).toStrictEqual(everyStack.map((id) => `acme-streamalert-${id}`).toSorted());
    });

    it('changes only what a setting changes, and leaves no change set behind', async () => {
      deployment.write({ 'conf/lambda.json': { alert_merger_config: { memory: 1024 } } });

      const { stacks } = await json('deploy', '--yes');

      expect(stacks.filter(({ action }: Shown) => action !== 'none').map(({ id }: Shown) => id)).toStrictEqual([
        'alert-merger',
      ]);
      const { Summaries } = await send('cloudformation', 'ListChangeSets', { StackName: 'acme-streamalert-shared' });
      expect(Summaries.filter(({ ExecutionStatus }: Summary) => ExecutionStatus !== 'EXECUTE_COMPLETE')).toStrictEqual(
        [],
      );
    });

    it('says that nothing changed', async () => {
      expect(await deployment.streamalert('deploy', '--yes', 'shared', 'alert-merger')).toBe(
        'no change: artifacts, shared, alert-merger\nNothing changed since the last deployment.\n',
      );
    });

    it('asks before it changes anything', async () => {
      deployment.write({ 'conf/lambda.json': { alert_merger_config: { memory: 2048 } } });

      const { code, output } = await deployment.attempt('deploy', 'alert-merger');

      expect(code).toBe(2);
      expect(output).toContain('there is no terminal to ask on; --yes goes on without asking');
      expect(await memoryOf(send)).toBe(1024);
    });
  });

  describe('rollback', { timeout: 2 * minute }, () => {
    it('makes the version live that was live before, as deploy remembered it', async () => {
      const { functions } = await json('rollback', 'alert-merger', '--yes');

      const name = 'acme_streamalert_alert_merger';
      expect(functions).toStrictEqual([{ function: name, stack: 'alert-merger', from: '2', to: '1' }]);
      expect(await liveOf(send, name)).toBe('1');
    });

    it('goes back to what was live, and not to what was rolled back', async () => {
      deployment.write({ 'conf/lambda.json': { alert_merger_config: { memory: 3072 } } });
      await deployment.streamalert('deploy', 'alert-merger', '--yes');

      const { functions } = await json('rollback', 'alert-merger', '--dry-run');

      expect(functions).toMatchObject([{ from: '3', to: '1' }]);
    });

    it('changes nothing when one of several functions cannot go back', async () => {
      const { code, output } = await deployment.attempt('rollback', 'alert-merger', 'rules-engine', '--yes');

      expect(code).toBe(1);
      expect(output).toContain('acme_streamalert_rules_engine has no version before 1');
      expect(await liveOf(send, 'acme_streamalert_alert_merger')).toBe('3');
    });
  });

  describe('status --deployed', { timeout: minute }, () => {
    it('shows stacks, versions, what waits, and what somebody has to look at', async () => {
      const letters = 'acme_streamalert_classified_logs_dead_letters';
      const { QueueUrl } = await send('sqs', 'GetQueueUrl', { QueueName: letters });
      await send('sqs', 'SendMessage', { QueueUrl, MessageBody: '{}' });

      const status = await json('status', '--deployed');

      const states = status.stacks.map(({ id, status: state }: { id: string; status: string }) => [id, state]);
      expect(states).toStrictEqual(
        everyStack.map((id) => [id, id === 'alert-merger' ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE']),
      );
      expect(status.stacks[3].functions).toStrictEqual([
        { name: 'acme_streamalert_alert_merger', live: '3', newest: '3' },
      ]);
      expect(status.dead_letters).toContainEqual({ queue: letters, waiting: 1, in_flight: 0 });
      expect(status.alarms.total).toBeGreaterThan(10);
    });
  });

  describe('alerts --deployed', { timeout: 2 * minute }, () => {
    it('takes over a row of 3.5 from the table, shows it, and gives it up', async () => {
      await send('dynamodb', 'PutItem', { TableName: 'acme_streamalert_alerts', Item: rowOf35 });

      const adopted = await json('alerts', 'adopt', '--deployed');
      const { alerts } = await json('alerts', 'list', '--rule', 'old', '--deployed');
      const dropped = await json('alerts', 'drop', 'from-3.5', '--deployed', '--yes');
      const left = await json('alerts', 'list', '--rule', 'old', '--deployed');

      expect(adopted).toStrictEqual({ adopted: 1, known: 0, unreadable: 0 });
      expect(
        alerts.map(({ id, outputs }: { id: string; outputs: { output: string }[] }) => [id, outputs]),
      ).toMatchObject([['from-3.5', [{ output: 'aws-firehose:alerts', state: 'sent' }, { output: 'webhook:soc' }]]]);
      expect(dropped).toStrictEqual({ dropped: 1 });
      expect(left).toStrictEqual({ alerts: [], more: 0, unreadable: [] });
    });

    it('refuses rows of a file, which belong to the state of a machine', async () => {
      deployment.write({ 'rows.ndjson': rowOf35 });

      const { code, output } = await deployment.attempt('alerts', 'adopt', 'rows.ndjson', '--deployed');

      expect(code).toBe(2);
      expect(output).toContain('rows of a file are adopted on this machine, without --deployed');
    });
  });

  describe('silence --deployed', { timeout: minute }, () => {
    it('keeps a silence where the deployed functions read it, until it is removed', async () => {
      const where = ['old', 'userName=mia', '--for', '8h', '--reason', 'on a journey', '--by', 'soc'];

      const added = await json('silence', 'add', ...where, '--deployed');
      const { silences } = await json('silence', 'list', '--deployed');
      const { Count } = await send('dynamodb', 'Scan', { TableName: 'acme_streamalert_state' });
      await deployment.streamalert('silence', 'remove', added.id, '--deployed');
      const after = await json('silence', 'list', '--deployed');

      expect(silences).toStrictEqual([added]);
      expect(added).toMatchObject({ rule_name: 'old', where: { userName: 'mia' }, by: 'soc', active: true });
      expect(Count).toBeGreaterThan(0);
      expect(after).toStrictEqual({ silences: [] });
    });
  });

  describe('kinesis', { timeout: 2 * minute }, () => {
    it('stops the classifier reading its stream, in conf/ and on AWS', async () => {
      const { stacks } = await json('kinesis', 'disable-events', '--yes');

      const cluster = JSON.parse(readFileSync(join(deployment.dir, 'conf/clusters/prod.json'), 'utf8'));
      const { EventSourceMappings } = await send('lambda', 'ListEventSourceMappings', {
        FunctionName: 'acme_prod_streamalert_classifier:production',
      });
      const stream = EventSourceMappings.find(({ EventSourceArn: arn }: { EventSourceArn: string }) =>
        arn.includes(':kinesis:'),
      );
      expect(cluster.modules.kinesis_events).toStrictEqual({ enabled: false });
      expect(stacks.map(({ id, action }: Shown) => [id, action])).toStrictEqual([
        ['artifacts', 'none'],
        ['cluster-prod', 'update'],
      ]);
      expect(stream.State).toBe('Disabled');
    });
  });

  describe('destroy', { timeout: 2 * minute }, () => {
    it('shows with --dry-run what would go and what would stay, the last deployed first', async () => {
      const { stacks } = await json('destroy', '--dry-run');

      expect(stacks.map(({ id }: Shown) => id)).toStrictEqual(everyStack.toReversed());
      expect(namesOf(stacks[4].retained)).toStrictEqual(dataOfShared);
      expect((await stackNames()).length).toBe(everyStack.length);
    });

    it('deletes the stacks and leaves what keeps data', async () => {
      await deployment.streamalert('destroy', '--yes');

      const { TableNames } = await send('dynamodb', 'ListTables');
      expect(await stackNames()).toStrictEqual([]);
      expect(TableNames).toContain('acme_streamalert_alerts');
    });

    it('leaves what deploy --adopt takes over again', async () => {
      const { stacks } = await json('deploy', 'shared', '--adopt', '--yes');

      const adopted = (stacks as [Shown])[0].changes.filter(({ action }) => action === 'import');
      expect(adopted.map(({ logical_id: id }) => id)).toContain('StorageKey');
      expect(adopted.length).toBe(dataOfShared.length);
    });

    it('deletes with --delete-data also what keeps data', async () => {
      await send('s3', 'PutObject', { Bucket: 'acme-streamalerts', Key: 'one', Body: 'two versions' });
      await send('s3', 'PutObject', { Bucket: 'acme-streamalerts', Key: 'one', Body: 'of an object' });

      const { left } = await json('destroy', 'shared', '--delete-data', '--yes');

      const { TableNames } = await send('dynamodb', 'ListTables');
      const { Buckets } = await send('s3', 'ListBuckets');
      expect(left).toStrictEqual([]);
      expect(TableNames.filter((name: string) => name.startsWith('acme_'))).toStrictEqual([]);
      expect(Buckets.map(({ Name }: { Name: string }) => Name)).toStrictEqual(['acme-streamalert-artifacts']);
    });
  });

  describe('deploy --adopt', { timeout: 5 * minute }, () => {
    it('is what deploy names where something exists already', async () => {
      await makeDataOf35(send);
      const account = { ...deployedFiles['conf/global.json'].account, prefix: 'legacy' };
      deployment.write({ 'conf/global.json': { ...deployedFiles['conf/global.json'], account } });

      const { code, output } = await deployment.attempt('deploy', 'shared', '--yes');

      expect(code).toBe(1);
      expect(output).toMatch(/AWS::S3::Bucket\n +Resource of type .* 'legacy-streamalerts' already exists/);
      expect(output).toContain('taken over with "streamalert deploy --adopt"');
    });

    it('takes over what 3.5 left, with what is in it', async () => {
      const { stacks } = await json('deploy', 'shared', '--adopt', '--yes');

      const [shared] = stacks as [Shown];
      const adopted = shared.changes.filter(({ action }) => action === 'import');
      expect([shared.action, shared.outcome?.status]).toStrictEqual(['adopt', 'UPDATE_COMPLETE']);
      expect(adopted.map(({ logical_id: id }) => id).toSorted()).toStrictEqual([
        'AlertsBucket',
        'AlertsTable',
        'MonitoringTopic',
        'SecretsKey',
        'SecretsKeyAlias',
      ]);
      const { Table } = await send('dynamodb', 'DescribeTable', { TableName: 'legacy_streamalert_alerts' });
      const { Items } = await send('dynamodb', 'Scan', { TableName: 'legacy_streamalert_alerts' });
      const { Contents } = await send('s3', 'ListObjectsV2', { Bucket: 'legacy-streamalerts' });
      expect(Items).toStrictEqual([row35]);
      expect(Contents.map(({ Key }: { Key: string }) => Key)).toStrictEqual(['alerts/dt=2026-11-20-08/one.json']);
      expect(Table.BillingModeSummary.BillingMode).toBe('PAY_PER_REQUEST');
      expect(Table.GlobalSecondaryIndexes.map(({ IndexName }: { IndexName: string }) => IndexName)).toStrictEqual([
        'due',
        'members',
      ]);
    });
  });
});

/** Stacks of the deployment, in order. */
const everyStack = ['artifacts', 'shared', 'alert-processor', 'alert-merger', 'rules-engine', 'cluster-prod'];

/** A stack as `--format json` shows it. */
interface Shown {
  readonly id: string;
  readonly action: string;
  readonly changes: readonly { readonly action: string; readonly logical_id: string }[];
  readonly outcome?: { readonly status: string };
}

/** Resources of the shared stack that stay when it goes, by their logical ids. */
const dataOfShared = [
  'AccessLogsBucket',
  'AlertsBucket',
  'AlertsTable',
  'DataBucket',
  'QueryResultsBucket',
  'QueuesKey',
  'QueuesKeyAlias',
  'ReceiptsTable',
  'SecretsKey',
  'SecretsKeyAlias',
  'StateTable',
  'StorageKey',
  'StorageKeyAlias',
  'TopicsKey',
  'TopicsKeyAlias',
  'WorkingBucket',
];

const namesOf = (resources: readonly { readonly logical_id: string }[]): string[] =>
  resources.map(({ logical_id: id }) => id).toSorted();

interface Summary {
  readonly ExecutionStatus: string;
}

type Send = ReturnType<typeof awsSender>;

async function memoryOf(send: Send): Promise<number> {
  const name = { FunctionName: 'acme_streamalert_alert_merger' };
  return (await send('lambda', 'GetFunctionConfiguration', name)).MemorySize;
}

const liveOf = async (send: Send, FunctionName: string): Promise<string> =>
  (await send('lambda', 'GetAlias', { FunctionName, Name: 'production' })).FunctionVersion;

const row35 = { RuleName: { S: 'root_login' }, AlertID: { S: '7f3a0c12-0000-4000-8000-000000000000' } };

/** Some of what a deployment of 3.5 with the prefix `legacy` has, as its Terraform made it. */
async function makeDataOf35(send: Send): Promise<void> {
  const TableName = 'legacy_streamalert_alerts';
  await send('dynamodb', 'CreateTable', {
    TableName,
    KeySchema: [
      { AttributeName: 'RuleName', KeyType: 'HASH' },
      { AttributeName: 'AlertID', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['RuleName', 'AlertID'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  });
  await send('dynamodb', 'PutItem', { TableName, Item: row35 });
  await send('s3', 'CreateBucket', { Bucket: 'legacy-streamalerts' });
  await send('s3', 'PutObject', { Bucket: 'legacy-streamalerts', Key: 'alerts/dt=2026-11-20-08/one.json', Body: '{}' });
  const { KeyMetadata } = await send('kms', 'CreateKey');
  const AliasName = 'alias/legacy_streamalert_secrets';
  await send('kms', 'CreateAlias', { AliasName, TargetKeyId: KeyMetadata.KeyId });
  await send('sns', 'CreateTopic', { Name: 'legacy_streamalert_monitoring' });
}
