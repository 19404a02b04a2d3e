import { describe, expect, it } from 'vitest';
import { awsEventbridge } from '../src/aws/aws-eventbridge.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const answer = (body: object) =>
  answerWith(200, JSON.stringify(body), { 'content-type': 'application/x-amz-json-1.1' });
const success = answer({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });

describeAwsOutput('aws-eventbridge', {
  make: (aws) => awsEventbridge({ aws }),
  settings: 'security',
  success,
  protocol: 'json',
  page: {
    title: 'Amazon EventBridge',
    about:
      'Puts each alert on an event bus. Rules match on it, e.g. `{ "source": ["streamalert"], "detail": { "severity": ["critical"] } }`.',
    vendor: ['https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html'],
    conf: { soc: 'security' },
    settings: { value: 'the name or ARN of the bus, where another setting stands beside it' },
    origin: 'https://events.eu-west-1.amazonaws.com',
    setup: ['Needs the package `@aws-sdk/client-eventbridge`, and the right `events:PutEvents` on the bus.'],
    overrides: {
      '@aws-eventbridge.detail': 'an object in place of the publication',
      '@aws-eventbridge.detail_type': 'text',
    },
    limits: ['An event has 1 MB: what is too large in it is cut.'],
    repeats: 'EventBridge has no key by which it recognises a repetition; `detail.id` tells it.',
  },
});

describe('aws-eventbridge', () => {
  const bench = outputBench(
    (origin) => awsEventbridge({ aws: awsAt(origin) }),
    () => ({}),
  );

  it.each([
    ['ThrottlingException', 'retry'],
    ['InternalFailure', 'retry'],
    ['InvalidArgument', 'permanent'],
  ])('believes an answer of 200 with a failed entry, %s', async (code, kind) => {
    bench.answer(answer({ FailedEntryCount: 1, Entries: [{ ErrorCode: code, ErrorMessage: 'why' }] }));
    expect(await bench.send({ settings: 'b' })).toStrictEqual({ kind, reason: `${code}: why` });
  });
});
