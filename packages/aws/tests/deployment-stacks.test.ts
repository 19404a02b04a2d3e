import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describeOnAws, startFaultProxy } from '@streamalert/test-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PlanError } from '../src/deployment/change-set.ts';
import { createCloudFormationStacks } from '../src/deployment/cloudformation-stacks.ts';
import type { StackEvent, StackPlan } from '../src/deployment/stacks.ts';
import { cloudFormationClient, freshName, makeBucket, s3Client } from './helpers/clients.ts';

/** A template of queues by their logical ids. */
const queues = (
  all: Readonly<Record<string, { readonly QueueName: string; readonly DelaySeconds?: number }>>,
): string =>
  JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(all).map(([id, Properties]) => [id, { Type: 'AWS::SQS::Queue', Properties }]),
    ),
    Outputs: { Name: { Description: 'queue_name', Value: 'one' } },
  });

const shown = ({ changes }: StackPlan) => changes.map(({ action, logicalId }) => `${action} ${logicalId}`).toSorted();

describeOnAws('ministack', (url) => {
  const open = () => {
    const stack = freshName('stack');
    return { stack, stacks: createCloudFormationStacks(cloudFormationClient(url)), name: freshName('queue') };
  };

  describe('CloudFormationStacks', () => {
    it('plans a stack and makes nothing until the plan is executed', async () => {
      const { stack, stacks, name } = open();

      const plan = await stacks.plan({ stack, kind: 'create', template: queues({ One: { QueueName: name } }) });
      const before = await stacks.find(stack);
      const outcome = await stacks.execute(plan);

      expect(shown(plan)).toStrictEqual(['add One']);
      expect(before?.status).toBe('REVIEW_IN_PROGRESS');
      expect(outcome).toStrictEqual({ succeeded: true, status: 'CREATE_COMPLETE', failures: [] });
      expect(await stacks.find(stack)).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { queue_name: 'one' } });
      expect((await stacks.resources(stack)).map(({ logicalId, type }) => [logicalId, type])).toStrictEqual([
        ['One', 'AWS::SQS::Queue'],
      ]);
    });

    it('leaves nothing of a plan that is discarded', async () => {
      const { stack, stacks, name } = open();
      const plan = await stacks.plan({ stack, kind: 'create', template: queues({ One: { QueueName: name } }) });

      await stacks.discard(plan);

      expect(await stacks.find(stack)).toBeUndefined();
    });

    it('tells what changes, by property, and when nothing does', async () => {
      const { stack, stacks, name } = open();
      const template = queues({ One: { QueueName: name }, Two: { QueueName: `${name}-2` } });
      await stacks.execute(await stacks.plan({ stack, kind: 'create', template }));
      const changed = queues({ One: { QueueName: name, DelaySeconds: 5 }, Three: { QueueName: `${name}-3` } });

      const same = await stacks.plan({ stack, kind: 'update', template });
      const plan = await stacks.plan({ stack, kind: 'update', template: changed });
      const outcome = await stacks.execute(plan);

      expect(same).toStrictEqual({ stack, changes: [] });
      expect(shown(plan)).toStrictEqual(['add Three', 'modify One', 'remove Two']);
      expect(plan.changes.find(({ logicalId }) => logicalId === 'One')).toMatchObject({
        properties: ['DelaySeconds'],
        conditional: false,
        retained: false,
      });
      expect(outcome.status).toBe('UPDATE_COMPLETE');
    });

    it('says of a replacement that it is one', async () => {
      const { stack, stacks, name } = open();
      const template = (QueueName: string) => queues({ One: { QueueName } });
      await stacks.execute(await stacks.plan({ stack, kind: 'create', template: template(name) }));

      const plan = await stacks.plan({ stack, kind: 'update', template: template(`${name}-other`) });

      expect(shown(plan)).toStrictEqual(['replace One']);
      await stacks.discard(plan);
    });

    it('tells which resource failed and its own reason, and follows until all is undone', async () => {
      const { stack, stacks, name } = open();
      const template = JSON.stringify({
        Resources: {
          One: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name } },
          Url: {
            Type: 'AWS::Lambda::Url',
            DependsOn: 'One',
            Properties: { TargetFunctionArn: name, AuthType: 'NONE' },
          },
        },
      });
      const events: StackEvent[] = [];

      const plan = await stacks.plan({ stack, kind: 'create', template });
      const outcome = await stacks.execute(plan, { onEvent: (event) => events.push(event) });

      expect([outcome.succeeded, outcome.status]).toStrictEqual([false, 'ROLLBACK_COMPLETE']);
      expect(outcome.failures).toMatchObject([
        { logicalId: 'Url', type: 'AWS::Lambda::Url', reason: expect.stringContaining(`function not found: ${name}`) },
      ]);
      expect(events.at(-1)).toMatchObject({ logicalId: stack, status: 'ROLLBACK_COMPLETE' });
    });

    it('tells what CloudFormation found before it began', async () => {
      const { stack, stacks } = open();
      const bucket = await makeBucket(s3Client(url));
      const template = JSON.stringify({
        Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } } },
      });

      const outcome = await stacks.execute(await stacks.plan({ stack, kind: 'create', template }));

      expect(outcome).toStrictEqual({
        succeeded: false,
        status: expect.stringMatching(/FAILED|ROLLBACK/),
        failures: [
          {
            logicalId: 'Bucket',
            type: 'AWS::S3::Bucket',
            reason: `Resource of type 'AWS::S3::Bucket' with identifier '${bucket}' already exists.`,
          },
        ],
      });
    });

    it('reads a template from a bucket', async () => {
      const { stack, stacks, name } = open();
      const s3 = s3Client(url);
      const Bucket = await makeBucket(s3);
      await s3.send(new PutObjectCommand({ Bucket, Key: 'one.json', Body: queues({ One: { QueueName: name } }) }));
      const template = { url: `https://s3.us-east-1.amazonaws.com/${Bucket}/one.json` };

      const plan = await stacks.plan({ stack, kind: 'create', template });

      expect(shown(plan)).toStrictEqual(['add One']);
      await stacks.discard(plan);
    });

    it('refuses a template that is none, in the words of CloudFormation, and leaves no stack', async () => {
      const { stack, stacks } = open();

      const planned = stacks.plan({ stack, kind: 'create', template: '{"Resources":{"A":{"Type":"AWS::No::Such"}}}' });

      await expect(planned).rejects.toThrow(/^cloudformation:CreateChangeSet of stack-.*AWS::No::Such/);
      expect(await stacks.find(stack)).toBeUndefined();
    });

    it('ends following, not the operation, when it is told to', async () => {
      const { stack, stacks, name } = open();
      const plan = await stacks.plan({ stack, kind: 'create', template: queues({ One: { QueueName: name } }) });

      const outcome = await stacks.execute(plan, { signal: AbortSignal.abort() });

      expect(outcome.failures).toStrictEqual([]);
      await expect.poll(async () => (await stacks.find(stack))?.status, { timeout: 30_000 }).toBe('CREATE_COMPLETE');
    });

    it('deletes a stack, and one that is not there', async () => {
      const { stack, stacks, name } = open();
      await stacks.execute(
        await stacks.plan({ stack, kind: 'create', template: queues({ One: { QueueName: name } }) }),
      );

      const outcomes = [await stacks.remove(stack), await stacks.remove(stack)];

      expect(outcomes.map(({ status }) => status)).toStrictEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
      expect(await stacks.find(stack)).toBeUndefined();
    });

    it('lists stacks by the start of their names', async () => {
      const { stack, stacks, name } = open();
      for (const end of ['b', 'a']) {
        const template = queues({ One: { QueueName: `${name}-${end}` } });
        await stacks.execute(await stacks.plan({ stack: `${stack}-${end}`, kind: 'create', template }));
      }

      expect((await stacks.list(stack)).map((one) => one.name)).toStrictEqual([`${stack}-a`, `${stack}-b`]);
    });

    it('asks CloudFormation to import by identifiers what the local server does not import', async () => {
      const sent: URLSearchParams[] = [];
      const proxy = await startFaultProxy({
        target: () => url,
        decide({ body }) {
          sent.push(new URLSearchParams(body.toString()));
          return { kind: 'none' };
        },
      });
      onTestFinished(() => proxy.stop());
      const bucket = await makeBucket(s3Client(url));
      const stacks = createCloudFormationStacks(cloudFormationClient(proxy.url));
      const policy = { Type: 'AWS::S3::BucketPolicy', DeletionPolicy: 'Retain', Properties: { Bucket: bucket } };

      const planned = stacks.plan({
        stack: freshName('stack'),
        kind: 'import',
        template: JSON.stringify({ Resources: { Policy: policy } }),
        imports: [{ logicalId: 'Policy', type: 'AWS::S3::BucketPolicy', identifier: { Bucket: bucket } }],
      });

      await expect(planned).rejects.toThrow(PlanError);
      const [request] = sent.filter((one) => one.get('Action') === 'CreateChangeSet');
      const named = Object.fromEntries([...(request ?? [])].filter(([name]) => /Import|Type$/.test(name)));
      expect(named).toStrictEqual({
        ChangeSetType: 'IMPORT',
        'ResourcesToImport.member.1.ResourceType': 'AWS::S3::BucketPolicy',
        'ResourcesToImport.member.1.LogicalResourceId': 'Policy',
        'ResourcesToImport.member.1.ResourceIdentifier.entry.1.key': 'Bucket',
        'ResourcesToImport.member.1.ResourceIdentifier.entry.1.value': bucket,
      });
    });
  });
});
