import { describe, expect, it } from 'vitest';
import { awsSns } from '../src/aws/aws-sns.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const success = answerWith(
  200,
  '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
  {
    'content-type': 'text/xml',
  },
);

describeAwsOutput('aws-sns', {
  make: (aws) => awsSns({ aws }),
  settings: 'acme-alerts',
  success,
  protocol: 'query',
  page: {
    title: 'Amazon SNS',
    about: 'Publishes each alert to a topic: a subject, and the publication as indented JSON.',
    vendor: ['https://docs.aws.amazon.com/sns/latest/api/API_Publish.html'],
    conf: { soc: 'acme-alerts' },
    settings: {
      value: 'the name of a topic of the own account and region, or an ARN, where another setting stands beside it',
    },
    origin: 'https://sns.eu-west-1.amazonaws.com',
    setup: ['Needs the package `@aws-sdk/client-sns`, and the right `sns:Publish` on the topic.'],
    overrides: {
      '@aws-sns.topic': 'the subject (not the topic; the name is that of 3.5)',
      '@aws-sns.message': 'the message',
    },
    limits: ['A subject has 99 characters, its middle is cut; a message has 256 KB.'],
    repeats: 'A topic whose name ends in `.fifo` recognises a repetition within five minutes; another sends it.',
  },
});

describe('aws-sns', () => {
  const bench = outputBench(
    (origin) => awsSns({ aws: awsAt(origin) }),
    () => ({}),
  );
  const sent = () => new URLSearchParams(bench.requests().at(-1)?.body);

  it('publishes to the topic of the name, or to an ARN', async () => {
    bench.answer(success);
    await bench.send({ settings: 'alerts' });
    expect(sent().get('TopicArn')).toBe('arn:aws:sns:eu-west-1:123456789012:alerts');
    await bench.send({ settings: 'arn:aws:sns:us-east-1:210987654321:other' });
    expect(sent().get('TopicArn')).toBe('arn:aws:sns:us-east-1:210987654321:other');
  });

  it('cuts a subject of 140 characters to 99 (edge case 31)', async () => {
    bench.answer(success);
    await bench.send({ settings: 'a', publication: { '@aws-sns.topic': 'x'.repeat(140) } });
    expect(sent().get('Subject')).toBe(`${'x'.repeat(47)} ... ${'x'.repeat(47)}`);
  });

  it('cuts a message to 256 KB', async () => {
    bench.answer(success);
    await bench.send({ settings: 'a', publication: { record: { a: 'é'.repeat(300_000) } } });
    expect(Buffer.byteLength(sent().get('Message') ?? '')).toBeLessThan(256 * 1024);
    expect(sent().get('Message')).toContain('the rest is cut]');
  });

  it('needs an account for a topic without ARN', async () => {
    const { accountId: _, ...aws } = awsAt(bench.origin());
    const result = await awsSns({ aws }).send({ settings: 'a', publication: {}, alert: exampleAlert } as never);
    expect(result).toStrictEqual({
      kind: 'permanent',
      reason: 'a topic without ARN needs account.aws_account_id in conf/global.json',
    });
  });
});
