import { describe, expect, it } from 'vitest';
import { awsSes } from '../src/aws/aws-ses.ts';
import { awsAt, describeAwsOutput } from './helpers/aws-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const success = answerWith(
  200,
  '<SendRawEmailResponse><SendRawEmailResult><MessageId>m</MessageId></SendRawEmailResult></SendRawEmailResponse>',
  {
    'content-type': 'text/xml',
  },
);
const credentials = { from_email: 'streamalert@example.com', to_emails: 'soc@example.com, oncall@example.com' };

describeAwsOutput('aws-ses', {
  make: (aws) => awsSes({ aws }),
  credentials,
  success: success,
  protocol: 'query',
  page: {
    title: 'Amazon SES',
    about: 'Sends a mail with the record attached. `RawMessage.Data` is the mail in base64; `email` shows one as text.',
    vendor: ['https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html'],
    origin: 'https://email.eu-west-1.amazonaws.com',
    setup: [
      'Needs the package `@aws-sdk/client-ses`, the right `ses:SendRawEmail`, and a sender that SES has verified.',
    ],
    overrides: {
      '@aws-ses.subject': 'the subject',
      '@aws-ses.body': 'a text, or an object with `plain` and `html`',
      '@aws-ses.attachments': 'an object of contents by file name',
      '@aws-ses.attach_record': '`false`: without record.json',
    },
    limits: ['An attachment has 5 MB: what is too large in a record is cut.'],
    repeats: 'The message id derives from the id of the alert: mail readers show a repetition once.',
  },
});

describe('aws-ses', () => {
  const bench = outputBench(
    (origin) => awsSes({ aws: awsAt(origin) }),
    () => credentials,
  );
  const mail = () =>
    Buffer.from(new URLSearchParams(bench.requests()[0]?.body).get('RawMessage.Data') ?? '', 'base64').toString();

  it('sends to each receiver what publishers set', async () => {
    bench.answer(success);
    await bench.send({
      publication: {
        '@aws-ses.subject': 'S\r\nBcc: x@example.com',
        '@aws-ses.body': { plain: 'P', html: '<b>H</b>' },
        '@aws-ses.attachments': { 'a.txt': 'A' },
        '@aws-ses.attach_record': false,
      },
    });
    const sent = new URLSearchParams(bench.requests()[0]?.body);
    expect([sent.get('Source'), sent.get('Destinations.member.1'), sent.get('Destinations.member.2')]).toStrictEqual([
      'streamalert@example.com',
      'soc@example.com',
      'oncall@example.com',
    ]);
    expect(mail()).toMatch(/^Subject: S Bcc: x@example\.com\r$/m);
    expect(mail()).toContain('multipart/alternative');
    expect(mail()).toContain('filename=a.txt');
    expect(mail()).not.toContain('record.json');
  });
});
