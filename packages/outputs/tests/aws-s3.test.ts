import { describe, expect, it } from 'vitest';
import { awsS3, objectKey } from '../src/aws/aws-s3.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeAwsOutput('aws-s3', {
  make: (aws) => awsS3({ aws }),
  settings: 'acme-evidence',
  success: answerWith(200, '', { etag: '"0"' }),
  protocol: 'rest-xml',
  page: {
    title: 'Amazon S3',
    about: 'Writes the publication of each alert as one object.',
    vendor: ['https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html'],
    conf: { soc: 'acme-evidence' },
    settings: { value: 'the name of the bucket, where another setting stands beside it' },
    origin: 'https://s3.eu-west-1.amazonaws.com',
    setup: [
      'Needs the package `@aws-sdk/client-s3`, and the right `s3:PutObject` on `arn:aws:s3:::acme-evidence/alerts/*`.',
    ],
    limits: ['None of its own.'],
    repeats: 'The key holds the id of the alert: a repetition writes the same object again.',
  },
});

describe('aws-s3', () => {
  const bench = outputBench(
    (origin) => awsS3({ aws: awsAt(origin) }),
    () => ({}),
  );

  it('writes the same object at every try (edge case 35)', async () => {
    await bench.send({ settings: 'b' });
    await bench.send({ settings: 'b', attempt: 2 });
    expect(bench.requests()[0]?.path).toBe(
      `/b/alerts/dt%3D2026-03-01-09/s3_acme-cloudtrail_cloudtrail_logging_stopped_${exampleAlert.id}.json?x-id=PutObject`,
    );
    expect(bench.requests()[1]?.path).toBe(bench.requests()[0]?.path);
  });

  it('writes {} for a publication that publishers emptied (edge case 28)', async () => {
    await bench.send({ settings: 'b', publication: {} });
    expect(bench.requests()[0]?.body).toBe('{}');
  });

  it('names the key after the hour of the alert', () => {
    expect(objectKey(exampleAlert)).toMatch(/^alerts\/dt=2026-03-01-09\/s3_acme-cloudtrail_/);
  });
});
