import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Missing } from '../local-aws/missing.ts';
import { type Deployment, deployedFiles, localAccount, makeDeployment } from './helpers/deployment.ts';
import { judgePolicies } from './helpers/judge-policies.ts';
import { WatchedAws } from './helpers/watched-aws.ts';

const minute = 60_000;
const started = await WatchedAws.start().catch((error: unknown) => {
  if (error instanceof Missing && process.env['CI'] === undefined) return error;
  throw error;
});
const lacks = started instanceof Missing ? started.message : undefined;

const now = Date.now();
const at = (time: number): string => new Date(time).toISOString().replace('Z', '000Z');
const hourOf = (time: number): string => new Date(time).toISOString().slice(0, 13).replace('T', '-');

describe.skipIf(lacks !== undefined)(
  `functions with a schedule, on a local AWS${lacks === undefined ? '' : `: ${lacks}`}`,
  () => {
    const aws = started as WatchedAws;
    const { send } = aws;
    let deployment: Deployment;
    let feeds: Server;

    beforeAll(async () => {
      feeds = createServer(({ url, headers }, response) => {
        const isWelcome = headers.authorization === 'Bearer feed-token';
        response.statusCode = url === '/list' && !isWelcome ? 401 : url === '/list' ? 200 : 404;
        response.end('# addresses\n198.51.100.7\n');
      });
      await new Promise<void>((resolve) => feeds.listen(0, '127.0.0.1', resolve));
      deployment = makeDeployment(undefined, aws.url);
      deployment.write(conf(`http://127.0.0.1:${(feeds.address() as AddressInfo).port}`));
      const stacks = ['shared', 'rules-engine', 'rule-promotion', 'threat-intel-downloader'];
      await deployment.streamalert('deploy', ...stacks, '--yes', '--format', 'json');
      const parameter = { Name: '/acme/streamalert/threat_intel/acme-list', Type: 'SecureString' };
      await send('ssm', 'PutParameter', { ...parameter, Value: '{"token":"feed-token"}' });
    }, 10 * minute);

    afterAll(async () => {
      feeds?.close();
      await aws.stop();
      if (deployment !== undefined) await rm(deployment.dir, { recursive: true });
    });

    const invoke = async (name: string, event: object) => {
      const answer = await send('lambda', 'Invoke', {
        FunctionName: `acme_streamalert_${name}`,
        Qualifier: 'production',
        Payload: JSON.stringify(event),
      });
      return [answer.FunctionError, JSON.parse(Buffer.from(answer.Payload).toString())];
    };
    const itemsOf = async (table: string) =>
      (await send('dynamodb', 'Scan', { TableName: `acme_streamalert_${table}` })).Items;

    it(
      'downloads indicators, one feed beside another that is gone, and rules find them',
      async () => {
        const answer = await invoke('threat_intel_downloader', {});
        const evaluated = await invoke('rules_engine', { Records: [callFrom('record-1')] });

        expect(answer).toStrictEqual([undefined, null]);
        const found = (await itemsOf('threat_intel_downloader')).map(
          ({ ioc_value, ioc_type, expiration_ts }: Record<string, { S?: string; N?: string }>) => [
            ioc_value?.S,
            ioc_type?.S,
            Number(expiration_ts?.N) * 1000 > now,
          ],
        );
        expect(found).toStrictEqual([['198.51.100.7', 'ip', true]]);
        expect(evaluated).toStrictEqual([undefined, { batchItemFailures: [] }]);
        const alerts = await itemsOf('alerts');
        expect(alerts.map((alert: Record<string, { S?: string }>) => alert['RuleName']?.S)).toStrictEqual([
          'known_bad',
        ]);
        expect(JSON.parse(alerts[0].Record.S)['streamalert:ioc']).toStrictEqual({ ip: ['198.51.100.7'] });
      },
      3 * minute,
    );

    it(
      'lets a staged rule record alone, until its time is over and it was quiet, and tells people how it does',
      async () => {
        const staging = async (...args: readonly string[]) =>
          JSON.parse(await deployment.streamalert('rule-staging', ...args, '--format', 'json'));
        // They were added by the deployment; those of a first one are not staged.
        const synced = await staging('sync');
        await staging('stage', 'bursts', 'known_bad', '--deployed');
        const { rules: before } = await staging('status', '--deployed');
        await keepAlerts([
          ['bursts', 'a', Date.now()],
          ['bursts', 'b', Date.now()],
          ['known_bad', 'c', now],
        ]);
        const mails = await subscribe('acme_streamalert_rule_staging_stats');

        await invoke('rules_engine', { Records: [callFrom('record-2')] });
        const answers = [await invoke('rule_promotion', { send_digest: true }), await invoke('rule_promotion', {})];

        const alert = (await itemsOf('alerts')).find(({ Staged }: { Staged: { BOOL: boolean } }) => Staged.BOOL);
        expect([alert?.RuleName.S, alert?.Outputs.SS]).toStrictEqual(['known_bad', ['aws-firehose:alerts']]);
        expect(answers).toStrictEqual([
          [undefined, null],
          [undefined, null],
        ]);
        expect(synced).toStrictEqual({ added: [], staged: [] });
        const stagedOf = (rules: readonly StagedRule[]) => rules.filter(({ staged }) => staged).map(({ rule }) => rule);
        const { rules: after } = await staging('status', '--deployed');
        expect([stagedOf(before), stagedOf(after)]).toStrictEqual([['bursts', 'known_bad'], ['bursts']]);
        const promoted = (after as readonly StagedRule[]).find(({ rule }) => rule === 'known_bad');
        expect(promoted?.decisions.map(({ reason, evidence }) => [reason, evidence])).toStrictEqual([
          ['new', undefined],
          ['asked', undefined],
          ['promoted', { alerts: 0, since: promoted?.staged_at, maximum_alerts: 0 }],
        ]);
        const [digest, ...more] = await mails();
        expect([digest?.Subject, more]).toStrictEqual([expect.stringMatching(/^Alert statistics for 2 staged /), []]);
        const lines = digest?.Message.split('\n').filter((line: string) => /^◦|Count|Info/.test(line));
        expect(lines).toStrictEqual([
          '◦ bursts',
          '\t- Alert Count: 2',
          expect.stringMatching(
            /Info: https:\/\/us-east-1\.console\.aws\.amazon\.com\/athena\/home\S+\/history\/[\w-]{36}$/,
          ),
          '◦ known_bad',
          '\t- Alert Count: 0',
          '\t- Alert Info: n/a',
        ]);
      },
      3 * minute,
    );

    it(
      'stages a new rule and a changed one as they are deployed, and those that are asked for',
      async () => {
        deployment.write({
          'rules/known-bad.ts': knownBad.replace('length > 0', 'length > 1'),
          'rules/new.ts': knownBad.replace('known_bad', 'new_rule'),
          'rules/other.ts': knownBad.replace('known_bad', 'other_rule'),
        });
        const asked = ['--unstage-rules', 'bursts', 'other_rule'];
        await deployment.streamalert('deploy', 'rules-engine', '--yes', '--format', 'json', ...asked);
        // Of what is deployed nothing changes any more.
        const stageAnother = ['deploy', 'rules-engine', '--stage-rules', 'other_rule'];
        const planned = JSON.parse(await deployment.streamalert(...stageAnother, '--dry-run', '--format', 'json'));
        const unanswered = await deployment.attempt(...stageAnother);
        const staged = await deployment.streamalert(...stageAnother, '--yes');

        expect([planned.dry_run, planned.stage_rules]).toStrictEqual([true, ['other_rule']]);
        expect([unanswered.code, unanswered.output]).toStrictEqual([
          2,
          expect.stringContaining(
            'would record and not notify: other_rule\nstreamalert: there is no terminal to ask on',
          ),
        ]);
        expect(staged).toContain('Nothing changed but the staging of rules.\n');

        const { rules } = JSON.parse(
          await deployment.streamalert('rule-staging', 'status', '--deployed', '--format', 'json'),
        );
        const latest = (rules as readonly StagedRule[])
          .filter(({ rule }) => ['bursts', 'known_bad', 'new_rule', 'other_rule'].includes(rule))
          .map(({ rule, staged, decisions }) => [rule, staged, ...decisions.slice(-2).map(({ reason }) => reason)]);
        expect(latest).toStrictEqual([
          ['bursts', false, 'asked', 'asked'],
          ['known_bad', true, 'promoted', 'changed'],
          ['new_rule', true, 'new'],
          ['other_rule', true, 'asked', 'asked'],
        ]);
      },
      5 * minute,
    );

    it('lets no function do anything but what its policy says, and uses what that says', async () => {
      const functions = ['rules_engine', 'rule_promotion', 'threat_intel_downloader'];

      const judgement = await judgePolicies(
        aws,
        functions.map((name) => `acme_streamalert_${name}`),
      );

      expect(judgement).toStrictEqual({
        refused: [],
        // No record is large here: deployed-faults.test.ts has them used.
        unused: [
          'acme_streamalert_rules_engine ReadLargeBodies s3:GetObject',
          'acme_streamalert_rules_engine SpillLargeRecords s3:PutObject',
        ],
        listedInVain: [],
      });
    });

    /** Puts alerts where the delivery stream puts them. */
    async function keepAlerts(alerts: readonly (readonly [rule: string, id: string, created: number])[]) {
      for (const [rule_name, id, created] of alerts) {
        const Body = JSON.stringify({ id, rule_name, created: at(created) });
        const Key = `alerts/dt=${hourOf(created)}/${id}.json`;
        await send('s3', 'PutObject', { Bucket: 'acme-streamalerts', Key, Body });
      }
    }

    /** Subscribes to a topic. @returns What it told until then. */
    async function subscribe(topic: string) {
      const Resource = `arn:aws:sqs:us-east-1:${localAccount}:mails`;
      const allowed = {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource,
      };
      const { QueueUrl } = await send('sqs', 'CreateQueue', {
        QueueName: 'mails',
        Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allowed] }) },
      });
      await send('sns', 'Subscribe', {
        TopicArn: `arn:aws:sns:us-east-1:${localAccount}:${topic}`,
        Protocol: 'sqs',
        Endpoint: Resource,
      });
      return async () => {
        const { Messages = [] } = await send('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
        return Messages.map(({ Body }: { Body: string }) => JSON.parse(Body));
      };
    }
  },
);

/** A rule as `rule-staging status` tells of it. */
interface StagedRule {
  readonly rule: string;
  readonly staged: boolean;
  readonly staged_at?: string;
  readonly decisions: readonly { readonly reason: string; readonly evidence?: object }[];
}

/** A message of the queue of classified logs: somebody calls from a bad address. */
function callFrom(id: string) {
  const record = {
    eventName: 'GetCallerIdentity',
    streamalert_normalization: {
      ip_address: [{ values: ['198.51.100.7'], function: null, sourceIPAddress: null }],
    },
  };
  const source = { cluster: 'prod', service: 's3', resource: 'acme-audit-logs' };
  const classified = { ...source, log_schema_type: 'cloudtrail:events', data_type: 'json', record, id };
  return { messageId: id, body: JSON.stringify([classified]) };
}

const knownBad = `import { defineRule } from '@streamalert/rules-sdk';

export const knownBad = defineRule({
  id: 'known_bad',
  description: 'Somebody calls from an address that is known to be bad.',
  logs: ['cloudtrail:events'],
  when: ({ intel }) => intel('ip').length > 0,
});
`;

/** A deployment whose rules are staged, with two feeds. */
const conf = (feed: string) => ({
  'conf/global.json': {
    ...deployedFiles['conf/global.json'],
    infrastructure: { rule_staging: { enabled: true, cache_refresh_minutes: 0, staging_hours: 0 } },
  },
  'conf/clusters/prod.json': {
    data_sources: { s3: { 'acme-audit-logs': ['cloudtrail'] } },
    classifier_config: {},
    enable_threat_intel: true,
    modules: {},
  },
  'conf/lambda.json': { athena_partitioner_config: { file_format: 'json' } },
  'conf/normalized_types.json': {},
  'conf/threat_intel.json': {
    enabled: true,
    normalized_ioc_types: { ip: ['ip_address'] },
    feeds: {
      gone: { type: 'list', url: `${feed}/gone` },
      'acme-list': { type: 'list', url: `${feed}/list` },
    },
  },
  'rules/known-bad.ts': knownBad,
});
