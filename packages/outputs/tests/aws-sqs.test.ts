import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { awsSqs } from '../src/aws/aws-sqs.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { type Answer, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

/** The client compares the digest of what it sent. */
const success: Answer = (request, response) => {
  const { MessageBody } = JSON.parse(request.body) as { MessageBody?: string };
  const body =
    MessageBody === undefined
      ? { QueueUrl: `http://${request.headers.host}/123456789012/acme` }
      : { MessageId: 'm', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
  answerWith(200, JSON.stringify(body), { 'content-type': 'application/x-amz-json-1.0' })(request, response);
};

describeAwsOutput('aws-sqs', {
  make: (aws) => awsSqs({ aws }),
  settings: 'acme-alerts',
  success,
  protocol: 'json',
  page: {
    title: 'Amazon SQS',
    about: 'Sends the record of each alert to a queue of the own account and region.',
    vendor: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html'],
    conf: { soc: 'acme-alerts' },
    settings: { value: 'the name of the queue, where another setting stands beside it' },
    origin: 'https://sqs.eu-west-1.amazonaws.com',
    setup: [
      'Needs the package `@aws-sdk/client-sqs`, and the rights `sqs:GetQueueUrl` and `sqs:SendMessage` on the queue.',
    ],
    overrides: { '@aws-sqs.message_data': 'an object in place of the record' },
    limits: ['A message has 1 MiB: what is too large in it is cut.'],
    repeats: 'A queue whose name ends in `.fifo` recognises a repetition within five minutes; another keeps it.',
  },
});

describe('aws-sqs', () => {
  const bench = outputBench(
    (origin) => awsSqs({ aws: awsAt(origin) }),
    () => ({}),
  );

  it('asks for the address of a queue once', async () => {
    bench.answer(success);
    expect(await bench.send({ settings: 'q' })).toStrictEqual({ kind: 'sent' });
    await bench.send({ settings: 'q', publication: { '@aws-sqs.message_data': { mine: 1 } } });
    expect(bench.requests().map(({ headers }) => headers['x-amz-target'])).toStrictEqual([
      'AmazonSQS.GetQueueUrl',
      'AmazonSQS.SendMessage',
      'AmazonSQS.SendMessage',
    ]);
    expect([bench.body(1)['MessageBody'], bench.body(2)['MessageBody']]).toStrictEqual([
      JSON.stringify(exampleAlert.record),
      '{"mine":1}',
    ]);
  });

  it('lets a FIFO queue recognise a repetition', async () => {
    bench.answer(success);
    await bench.send({ settings: 'q.fifo', idempotencyKey: 'key' });
    expect(bench.body()).toMatchObject({
      MessageGroupId: 'cloudtrail_logging_stopped',
      MessageDeduplicationId: '2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683',
    });
  });
});
