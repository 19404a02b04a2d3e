import { describe, expect, it } from 'vitest';
import { awsFirehose } from '../src/aws/aws-firehose.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeAwsOutput('aws-firehose', {
  make: (aws) => awsFirehose({ aws }),
  settings: 'acme-alerts',
  success: answerWith(200, '{"RecordId":"r"}', { 'content-type': 'application/x-amz-json-1.1' }),
  protocol: 'json',
  page: {
    title: 'Amazon Data Firehose',
    about:
      'Puts the publication of each alert on a delivery stream, as one line of JSON. `aws-firehose:alerts`, which every alert has, is the alert history: `{prefix}_streamalert_alert_delivery` on AWS, Parquet files on one machine.',
    vendor: ['https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html'],
    conf: { soc: 'acme-alerts' },
    settings: { value: 'the name of the stream, where another setting stands beside it' },
    origin: 'https://firehose.eu-west-1.amazonaws.com',
    shown: (sent) =>
      sent.replace(
        /"Data": "([\w+/=]+)"/,
        (_all, data: string) => `"Data": base64(${Buffer.from(data, 'base64').toString().trimEnd()}\\n)`,
      ),
    setup: ['Needs the package `@aws-sdk/client-firehose`, and the right `firehose:PutRecord` on the stream.'],
    limits: ['A record has 1,000 KiB: what is too large in it is cut.'],
    repeats: 'Firehose keeps a repetition; `id` tells it.',
  },
});

describe('aws-firehose', () => {
  const bench = outputBench(
    (origin) => awsFirehose({ aws: awsAt(origin) }),
    () => ({}),
  );
  const line = () => Buffer.from((bench.body()['Record'] as { Data: string }).Data, 'base64').toString();

  it('puts history on the stream of the deployment, whatever is configured', async () => {
    await bench.send({ descriptor: 'alerts', settings: 'mine' });
    expect(bench.body()['DeliveryStreamName']).toBe('acme_streamalert_alert_delivery');
  });

  it('ends the record with a line feed', async () => {
    await bench.send({ settings: 's', publication: { a: 'é' } });
    expect(line()).toBe(`{"a":"é","id":"${exampleAlert.id}"}\n`);
  });

  it('cuts an alert that is larger than a record, in bytes (edge case 40)', async () => {
    expect(
      await bench.send({ settings: 's', publication: { record: { text: 'é'.repeat(600_000), kept: 1 } } }),
    ).toStrictEqual({
      kind: 'sent',
    });
    expect(Buffer.byteLength(line())).toBeLessThanOrEqual(1000 * 1024);
    expect(JSON.parse(line())).toMatchObject({
      record: { text: expect.stringContaining('the rest is cut]'), kept: 1 },
    });
  });
});
