import { describe, expect, it } from 'vitest';
import { asffFinding, awsSecurityHub } from '../src/aws/aws-security-hub.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const answer = (body: object) => answerWith(200, JSON.stringify(body), { 'content-type': 'application/json' });

describeAwsOutput('aws-security-hub', {
  make: (aws) => awsSecurityHub({ aws }),
  success: answer({ FailedCount: 0, SuccessCount: 1, FailedFindings: [] }),
  protocol: 'json',
  page: {
    title: 'AWS Security Hub',
    about: 'Imports each alert as a finding (AWS Security Finding Format) of the own account and region.',
    vendor: [
      'https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html',
    ],
    origin: 'https://securityhub.eu-west-1.amazonaws.com',
    setup: [
      'Needs the package `@aws-sdk/client-securityhub`, and the right `securityhub:BatchImportFindings` on `arn:aws:securityhub:{region}:{account}:product/{account}/default`.',
      'The account is `account.aws_account_id` of `conf/global.json`.',
    ],
    limits: [
      'A title has 256 characters, a description 1024, a product field 2048; what is longer is cut. A record of more than some 40 fields becomes one.',
    ],
    repeats: 'The id of the finding is that of the alert: a repetition updates it.',
  },
});

describe('aws-security-hub', () => {
  const bench = outputBench(
    (origin) => awsSecurityHub({ aws: awsAt(origin) }),
    () => ({}),
  );

  it('parks a finding that Security Hub refuses, with its reason', async () => {
    bench.answer(
      answer({
        FailedCount: 1,
        SuccessCount: 0,
        FailedFindings: [{ Id: 'i', ErrorCode: 'InvalidInput', ErrorMessage: 'why' }],
      }),
    );
    expect(await bench.send()).toStrictEqual({ kind: 'permanent', reason: 'InvalidInput: why' });
  });

  it('keeps to the limits of product fields', () => {
    const record = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, 'x'.repeat(3000)]));
    const { ProductFields = {} } = asffFinding({ ...exampleAlert, record }, '123456789012', 'eu-west-1');
    expect(Object.keys(ProductFields).length).toBeLessThanOrEqual(50);
    expect(Object.values(ProductFields).every((value) => value.length <= 2048)).toBe(true);
    expect(ProductFields['record']).toMatch(/the rest is cut\]$/);
  });

  it('names the partition of a region in China', () => {
    expect(asffFinding(exampleAlert, '123456789012', 'cn-north-1').ProductArn).toBe(
      'arn:aws-cn:securityhub:cn-north-1:123456789012:product/123456789012/default',
    );
  });
});
