import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createSnsTopic } from '../src/sns/topic.ts';
import { freshName, makeQueue, snsClient, sqsClient } from './helpers/clients.ts';
import { startFaultProxy } from './helpers/fault-proxy.ts';

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    const makeTopic = async (): Promise<string> => {
      const { TopicArn } = await snsClient(url).send(new CreateTopicCommand({ Name: freshName('topic') }));
      return TopicArn as string;
    };

    describe('SnsTopic', () => {
      it('tells subscribers subject and body', async () => {
        const [topicArn, sqs] = [await makeTopic(), sqsClient(url)];
        const QueueUrl = await makeQueue(sqs);
        const account = topicArn.split(':')[4];
        const Endpoint = `arn:aws:sqs:us-east-1:${account}:${QueueUrl.split('/').at(-1)}`;
        await snsClient(url).send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));

        await createSnsTopic({ client: snsClient(url), topicArn }).publish({ subject: 'two rules', body: '◦ a\n◦ b' });

        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
        expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
          { Subject: 'two rules', Message: '◦ a\n◦ b' },
        ]);
      });

      it.each([
        [
          'many lines',
          '◦ rule\n'.repeat(40_000),
          /^(◦ rule\n)+… the rest is left out: it is more than a message holds$/,
        ],
        ['one line', '◦'.repeat(100_000), /^◦+\n… the rest is left out: it is more than a message holds$/],
      ])('cuts a body of %s that is more than a message holds', async (_case, body, expected) => {
        const sent: URLSearchParams[] = [];
        const proxy = await startFaultProxy(url, (call) => {
          sent.push(new URLSearchParams(call.body.toString()));
          return { kind: 'none' };
        });

        const topic = createSnsTopic({ client: snsClient(proxy.url), topicArn: await makeTopic() });
        await topic.publish({ subject: 'x'.repeat(120), body });

        const [message = '', subject] = [sent[0]?.get('Message') ?? '', sent[0]?.get('Subject')];
        expect([subject, message]).toStrictEqual(['x'.repeat(99), expect.stringMatching(expected)]);
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(262_144);
        expect(Buffer.byteLength(message)).toBeGreaterThan(262_000);
      });
    });
  });
}
