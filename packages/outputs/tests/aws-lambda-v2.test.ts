import { describe, expect, it } from 'vitest';
import { awsLambdaV2, awsLambdaV2Service } from '../src/aws/aws-lambda-v2.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { type Answer, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:enricher';
const role = 'arn:aws:iam::123456789012:role/invoker';

describeAwsOutput('aws-lambda-v2', {
  make: (aws) => awsLambdaV2({ aws }),
  credentials: { lambda_function_arn: arn, function_qualifier: 'prod' },
  success: answerWith(202),
  protocol: 'json',
  page: {
    title: 'AWS Lambda, any account',
    about: 'Invokes a function by its ARN with the record of the alert, and does not wait for it.',
    vendor: [
      'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    ],
    origin: 'https://lambda.eu-west-1.amazonaws.com',
    setup: [
      'Needs the packages `@aws-sdk/client-lambda` and, with a role, `@aws-sdk/client-sts`.',
      'The right `lambda:InvokeFunction` on the function, or `sts:AssumeRole` on the role that has it.',
    ],
    overrides: { '@aws-lambda.alert_data': 'an object in place of the record (the key is that of `aws-lambda`)' },
    limits: ['A payload has 1 MB: what is too large in it is cut.'],
    repeats:
      'Lambda has no key by which it recognises a repetition: a crash between its answer and the note of it invokes the function twice.',
  },
});

const assumed: Answer = (request, response) => {
  if (!request.body.includes('Action=AssumeRole')) return answerWith(202)(request, response);
  const keys =
    '<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>';
  const body = `<AssumeRoleResponse><AssumeRoleResult><Credentials>${keys}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  answerWith(200, body, { 'content-type': 'text/xml' })(request, response);
};

describe('aws-lambda-v2', () => {
  const bench = outputBench(
    (origin) => awsLambdaV2({ aws: awsAt(origin) }),
    () => ({ lambda_function_arn: arn, assume_role_arn: role }),
  );

  it('takes on the role once, and invokes with its keys', async () => {
    bench.answer(assumed);
    expect(await bench.send()).toStrictEqual({ kind: 'sent' });
    await bench.send();

    const [first, second, third] = bench.requests();
    expect(new URLSearchParams(first?.body).get('RoleSessionName')).toBe('streamalert_alert_processor');
    expect(new URLSearchParams(first?.body).get('RoleArn')).toBe(role);
    expect(second?.path).toBe(`/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`);
    expect([second, third].map((request) => request?.headers['x-amz-security-token'])).toStrictEqual(['t', 't']);
  });

  it.each([
    ['lambda_function_arn', 'enricher', 'must be an ARN, arn:aws:lambda:…'],
    ['assume_role_arn', role, undefined],
  ])('checks the credential %s: %s', (name, value, problem) => {
    const field = awsLambdaV2Service.credentials.find((candidate) => candidate.name === name);
    expect(field?.validate?.(value)).toBe(problem);
  });
});
