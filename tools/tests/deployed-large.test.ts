import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsTool, missingTools } from '../local-aws/aws-tools.ts';
import type { ServerProcess } from '../local-aws/server-process.ts';
import { startMiniStack } from '../local-aws/servers.ts';
import { refusedTypes } from '../local-aws/stand-ins.ts';
import { askAws, tryAws } from './helpers/aws-calls.ts';
import { type Deployment, localAccount, makeDeployment } from './helpers/deployment.ts';
import { largeFiles } from './helpers/large-deployment.ts';
import { generateLocally, type LocalStack } from './helpers/local-stacks.ts';
import { forwardLogs } from './helpers/log-forwarder.ts';
import { madeResources, namedResources } from './helpers/resources.ts';

const minute = 60_000;
const lacks = await missingTools(['sam']);

describe.skipIf(lacks !== undefined)(
  `five clusters with every module${lacks === undefined ? '' : `: ${lacks}`}`,
  () => {
    let server: ServerProcess;
    let url: string;
    let deployment: Deployment;
    let stacks: readonly LocalStack[];
    /** Templates as they were generated, by their path. */
    const written = new Map<string, string>();

    beforeAll(async () => {
      server = await startMiniStack();
      url = server.url;
      deployment = makeDeployment(await awsTool('sam'), url);
      deployment.write(largeFiles);
      // What a deployment takes as given.
      await askAws(url, ['sns', 'create_topic', { Name: 'acme-events' }]);
      await deployment.streamalert('build');
      ({ stacks } = await generateLocally(deployment, written));
      const [shared, ...others] = stacks.map(({ id }) => id);
      await deployment.samDeploy(String(shared));
      // Apart from what they share, one is deployed without the others: two at a time, as much of it is waiting.
      await Promise.all([0, 1].map((lane) => inTurn(others.filter((_, index) => index % 2 === lane))));
    }, 15 * minute);

    afterAll(async () => {
      await server?.stop();
      if (deployment !== undefined) await rm(deployment.dir, { recursive: true });
    });

    const inTurn = async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) await deployment.samDeploy(id);
    };

    /** Resources of a type in all templates, with their properties. */
    const ofType = (type: string): readonly Readonly<Record<string, unknown>>[] =>
      stacks.flatMap(({ template }) =>
        Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : [])),
      );

    it('needs stand-ins for no more types than the local server refuses', async () => {
      const replaced = [...new Set(stacks.flatMap((stack) => stack.replaced))].toSorted();
      process.stdout.write(`Stand-ins on the local AWS server: ${replaced.join(', ')}\n`);

      const answers = await tryAws(
        url,
        refusedTypes.map((Type) => [
          'cloudformation',
          'create_stack',
          { StackName: 'refused', TemplateBody: JSON.stringify({ Resources: { Refused: { Type } } }) },
        ]),
      );

      expect(answers.map(({ refused }) => refused)).toStrictEqual(
        refusedTypes.map((type) => expect.stringContaining(`Unrecognized resource types: [${type}]`)),
      );
      expect(replaced).toStrictEqual([...refusedTypes]);
    });

    it('makes everything that the templates name', async () => {
      const [made, named] = [await madeResources(url), namedResources(stacks.map(({ template }) => template))];

      expect(made).toStrictEqual({ ...named, topics: ['acme-events', ...named.topics].toSorted() });
      expect(Object.values(named).map(({ length }) => length > 0)).not.toContain(false);
    });

    it('invokes functions by their queues and streams', async () => {
      const [{ EventSourceMappings: mappings }] = await askAws(url, ['lambda', 'list_event_source_mappings']);

      const told = mappings.map((mapping: Mapping) => [
        mapping.FunctionArn.split(':function:')[1],
        mapping.EventSourceArn.replace(/^arn:aws:(\w+):[^:]*:\d+:/, '$1 ').replace(/\/stream\/.*/, ' stream'),
        mapping.BatchSize,
      ]);
      const queue = (name: string) => `sqs acme_${name}`;
      const classifier = (cluster: string) => `acme_${cluster}_streamalert_classifier:production`;
      expect(told.toSorted()).toStrictEqual(
        [
          ['acme_streamalert_alert_merger:production', 'dynamodb table/acme_streamalert_alerts stream', 100],
          ['acme_streamalert_alert_processor:production', queue('streamalert_alert_dispatch'), 10],
          ['acme_streamalert_rules_engine:production', queue('streamalert_classified_logs'), 50],
          ...['corp', 'east', 'prod', 'quiet', 'west'].map((cluster) => [
            classifier(cluster),
            queue(`${cluster}_streamalert_objects`),
            1,
          ]),
          [classifier('east'), 'kinesis stream/acme_east_streamalert', 100],
          [classifier('prod'), 'kinesis stream/acme_prod_streamalert', 100],
          [classifier('west'), 'kinesis stream/acme_west_streamalert', 500],
        ].toSorted(),
      );
    });

    it('gives each role the policies of its template, and no other', async () => {
      const roles = ofType('AWS::IAM::Role').map(({ RoleName, Policies = [] }) => ({
        RoleName: String(RoleName),
        Policies: Policies as readonly RolePolicy[],
      }));

      const lists = await askAws(
        url,
        ...roles.map(({ RoleName }) => ['iam', 'list_role_policies', { RoleName }] as const),
      );
      const documents = await askAws(
        url,
        ...roles.flatMap(({ RoleName, Policies }) =>
          Policies.map(({ PolicyName }) => ['iam', 'get_role_policy', { RoleName, PolicyName }] as const),
        ),
      );

      expect(lists.map(({ PolicyNames }) => PolicyNames)).toStrictEqual(
        roles.map(({ Policies }) => Policies.map(({ PolicyName }) => PolicyName)),
      );
      const allowed = ({ Statement }: PolicyDocument) => Statement.map(({ Sid, Action }) => [Sid, Action]);
      expect(documents.map(({ PolicyDocument }) => allowed(PolicyDocument))).toStrictEqual(
        roles.flatMap(({ Policies }) => Policies.map(({ PolicyDocument }) => allowed(PolicyDocument))),
      );
      const resources = documents.flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.flatMap(({ Resource }: { Resource: unknown }) => [Resource].flat()),
      );
      expect(resources.filter((resource: unknown) => !/^arn:aws:[^$]+$/.test(String(resource)))).toStrictEqual([]);
      expect(roles.length).toBeGreaterThan(15);
    });

    it(
      'changes what one option says, and nothing else',
      async () => {
        const east = largeFiles['conf/clusters/east.json'] as { readonly modules: { readonly kinesis: object } };
        const kinesis = structuredClone(east.modules.kinesis) as { streams: { retention: number } };
        kinesis.streams.retention = 72;
        deployment.write({ 'conf/clusters/east.json': { ...east, modules: { ...east.modules, kinesis } } });

        const { changes } = await generateLocally(deployment, written);
        await deployment.samDeploy('cluster-east', '--no-execute-changeset');
        const StackName = 'acme-streamalert-cluster-east';
        const [{ Summaries }] = await askAws(url, ['cloudformation', 'list_change_sets', { StackName }]);
        const planned = Summaries.find(({ ExecutionStatus }: ChangeSet) => ExecutionStatus === 'AVAILABLE');
        const [{ Changes }] = await askAws(url, [
          'cloudformation',
          'describe_change_set',
          { StackName, ChangeSetName: planned.ChangeSetName },
        ]);

        expect(changes).toStrictEqual([{ path: 'deployment/stacks/cluster-east/template.yaml', change: 'write' }]);
        // What refers to the stream is in the plan too, as it would change if the stream were another.
        const own = (Changes as readonly Change[]).flatMap(
          ({ ResourceChange: { Action, LogicalResourceId, Details } }) =>
            Details.filter(({ ChangeSource }) => ChangeSource === 'DirectModification').map(({ Target }) => [
              Action,
              LogicalResourceId,
              Target.Name,
            ]),
        );
        expect(own).toStrictEqual([['Modify', 'Stream', 'RetentionPeriodHours']]);
      },
      3 * minute,
    );

    it(
      'classifies what log groups send to the stream of a cluster',
      async () => {
        const flow = (port: number, action: string): string =>
          `2 ${localAccount} eni-0a1b2c3d 192.0.2.1 198.51.100.7 ${port} 443 6 10 840 1764000000 1764000060 ${action} OK`;
        const trail = (eventName: string): string => JSON.stringify({ ...trailEvent, eventName });
        const stream = 'acme_east_streamalert';

        await forwardLogs(url, {
          group: 'acme_east_streamalert_flow_logs',
          stream,
          messages: [flow(1, 'ACCEPT'), flow(2, 'REJECT'), flow(3, 'REJECT')],
        });
        await forwardLogs(url, {
          group: 'acme_east_streamalert_cloudtrail',
          stream,
          messages: [trail('StopLogging'), trail('GetTrail')],
        });
        await until(async () => (await alertsOf()).length >= 3, 3 * minute);

        const alerts = await alertsOf();
        expect(
          alerts.map(({ rule, record }) => [rule, record['srcport'] ?? record['eventName']]).toSorted(),
        ).toStrictEqual([
          ['rejected_flows', '2'],
          ['rejected_flows', '3'],
          ['stopped_logging', 'StopLogging'],
        ]);
        expect(alerts[0]?.record['streamalert:envelope_keys']).toMatchObject({
          logGroup: expect.stringMatching(/^acme_east_/),
        });
      },
      5 * minute,
    );

    /** Alerts in their table, with the records that raised them. */
    const alertsOf = async (): Promise<readonly StoredAlert[]> => {
      const [{ Items }] = await askAws(url, ['dynamodb', 'scan', { TableName: 'acme_streamalert_alerts' }]);
      return Items.map(({ RuleName, Record }: { RuleName: Text; Record: Text }) => ({
        rule: RuleName.S,
        record: JSON.parse(Record.S),
      }));
    };
  },
);

interface Mapping {
  readonly FunctionArn: string;
  readonly EventSourceArn: string;
  readonly BatchSize: number;
}

interface PolicyDocument {
  readonly Statement: readonly { readonly Sid: string; readonly Action: unknown }[];
}

interface RolePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
}

interface ChangeSet {
  readonly ExecutionStatus: string;
}

interface Change {
  readonly ResourceChange: {
    readonly Action: string;
    readonly LogicalResourceId: string;
    readonly Details: readonly { readonly ChangeSource: string; readonly Target: { readonly Name: string } }[];
  };
}

interface Text {
  readonly S: string;
}

interface StoredAlert {
  readonly rule: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** A record of CloudTrail, of another region than that of the deployment. */
const trailEvent = {
  eventVersion: '1.11',
  eventTime: '2026-11-01T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'GetTrail',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '192.0.2.10',
  userAgent: 'aws-cli/2.31.0',
  eventID: '11111111-2222-4333-8444-555555555555',
  requestID: '66666666-7777-4888-8999-000000000000',
  eventType: 'AwsApiCall',
  recipientAccountId: localAccount,
  requestParameters: {},
  responseElements: {},
  userIdentity: { type: 'IAMUser', accountId: localAccount },
};

async function until(isTrue: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) return;
    await sleep(1000);
  }
}
