import { describe, expect, it } from 'vitest';
import { awsLambda, functionTarget } from '../src/aws/aws-lambda.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeAwsOutput('aws-lambda', {
  make: (aws) => awsLambda({ aws }),
  settings: 'enricher:prod',
  success: answerWith(202),
  protocol: 'json',
  page: {
    title: 'AWS Lambda',
    about:
      'Invokes a function of the own account and region with the record of the alert, and does not wait for it. For other accounts use `aws-lambda-v2`.',
    vendor: ['https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html'],
    conf: { soc: 'enricher:prod' },
    settings: { value: '`name`, `name:qualifier` or an ARN, where another setting stands beside it' },
    origin: 'https://lambda.eu-west-1.amazonaws.com',
    setup: ['Needs the package `@aws-sdk/client-lambda`, and the right `lambda:InvokeFunction` on the function.'],
    overrides: { '@aws-lambda.alert_data': 'an object in place of the record' },
    limits: ['A payload has 1 MB: what is too large in it is cut.'],
    repeats:
      'Lambda has no key by which it recognises a repetition: a crash between its answer and the note of it invokes the function twice.',
  },
});

describe('aws-lambda', () => {
  const bench = outputBench(
    (origin) => awsLambda({ aws: awsAt(origin) }),
    () => ({}),
  );

  it('invokes without waiting, with what publishers give', async () => {
    bench.answer(answerWith(202));
    await bench.send({ settings: 'fx:live', publication: { '@aws-lambda.alert_data': { a: 1 } } });
    expect(bench.requests()[0]).toMatchObject({
      path: '/2015-03-31/functions/fx/invocations?Qualifier=live',
      headers: { 'x-amz-invocation-type': 'Event' },
      body: '{"a":1}',
    });
  });
});

describe('functionTarget', () => {
  it.each([
    ['fx', { name: 'fx' }],
    ['fx:live', { name: 'fx', qualifier: 'live' }],
    ['arn:aws:lambda:eu-west-1:111122223333:function:fx', { name: 'fx' }],
    ['arn:aws:lambda:eu-west-1:111122223333:function:fx:live', { name: 'fx', qualifier: 'live' }],
  ])('reads %s (edge case 41)', (value, expected) => {
    expect(functionTarget(value)).toStrictEqual(expected);
  });
});
