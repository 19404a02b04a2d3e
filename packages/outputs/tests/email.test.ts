import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../src/index.ts';
import { email, emailService } from '../src/services/email.ts';
import { exampleAlert, exampleDelivery } from './helpers/example-alert.ts';
import { listed, makeAlert, makeProcessor, makeSecrets, outcomesOf, stored } from './helpers/factories.ts';
import { code, describePage } from './helpers/page.ts';

/** A real SMTP server on loopback. */
async function startSmtp(options: SMTPServerOptions = {}) {
  const mails: { text: string; to: string[] }[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          text: Buffer.concat(chunks).toString(),
          to: session.envelope.rcptTo.map(({ address }) => address),
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return { server, mails, port: String((server.server.address() as AddressInfo).port) };
}

const smtpError = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

describe('email', () => {
  const servers: SMTPServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  });
  const start = async (options?: SMTPServerOptions) => {
    const started = await startSmtp(options);
    servers.push(started.server);
    return started;
  };
  const to = (port: string, changes: Partial<Delivery> = {}) =>
    email().send(
      exampleDelivery('email', {
        ...changes,
        credentials: {
          host: '127.0.0.1',
          port,
          from: 'streamalert@example.com',
          to: 'soc@example.com, oncall@example.com',
          ...changes.credentials,
        },
      }),
    );

  it('mails the record to each receiver', async () => {
    const { port, mails } = await start();
    expect(await to(port)).toStrictEqual({ kind: 'sent' });

    expect(mails.map((mail) => mail.to)).toStrictEqual([['soc@example.com', 'oncall@example.com']]);
    const text = mails[0]?.text ?? '';
    expect(text).toMatch(/^Subject: \[HIGH\] cloudtrail_logging_stopped\r$/m);
    expect(text).toContain('Content-Disposition: attachment; filename=record.json');
    const [, attachment = ''] = /filename=record\.json[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(text) ?? [];
    expect(JSON.parse(Buffer.from(attachment, 'base64').toString())).toStrictEqual(exampleAlert.record);
  });

  it('gives a repetition the same message id', async () => {
    const { port, mails } = await start();
    await to(port);
    await to(port, { attempt: 2 });
    const ids = mails.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@streamalert\.invalid>$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('lets no publication read files or add headers', async () => {
    const { port, mails } = await start();
    await to(port, {
      publication: {
        '@email.subject': 'S\r\nBcc: x@example.com',
        '@email.attachments': { a: { path: '/etc/hostname' } },
      },
    });
    expect(mails[0]?.text).toMatch(/^Subject: S Bcc: x@example\.com\r$/m);
    expect(mails[0]?.to).toHaveLength(2);
    expect(mails[0]?.text).toContain(Buffer.from('{"path":"/etc/hostname"}').toString('base64').slice(0, 24));
  });

  it.each([
    [451, { kind: 'retry' }],
    [550, { kind: 'permanent' }],
    [552, { kind: 'permanent' }],
  ])('knows what the reply %i means', async (reply, expected) => {
    const { port } = await start({ onMailFrom: (_address, _session, callback) => callback(smtpError(reply, 'no')) });
    expect(await to(port)).toMatchObject(expected);
  });

  it('says that credentials are refused', async () => {
    const { port } = await start({
      authOptional: false,
      onAuth: (_auth, _session, callback) => callback(smtpError(535, 'no')),
    });
    expect(await to(port, { credentials: { username: 'u', password: 'p' } })).toMatchObject({
      kind: 'permanent',
      credentialsRefused: true,
    });
  });

  it('tries again when nobody listens', async () => {
    const { port, server } = await start();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(await to(port)).toMatchObject({ kind: 'retry' });
  });

  it('tries again when no answer comes in time', async () => {
    const { port } = await start({ onConnect: () => undefined });
    expect(await to(port, { timeLeftMs: () => 150 })).toMatchObject({ kind: 'retry' });
  });

  it('trusts no certificate that nobody vouches for', async () => {
    const { port, mails } = await start({ secure: true });
    const result = await to(port, { settings: { tls: 'implicit' } });
    expect(result).toMatchObject({ kind: 'retry', reason: expect.stringMatching(/certificate|self.signed/i) });
    expect(mails).toStrictEqual([]);
  });

  it('tells no credential, whatever the server says back', async () => {
    const marker = 'Marker+S3cret/value=42&x';
    const { port } = await start({
      authOptional: false,
      onAuth: (auth, _session, callback) =>
        callback(smtpError(535, `no ${auth.username} ${auth.password} ${btoa(`${auth.password}`)}`)),
    });
    const fields = {
      host: '127.0.0.1',
      port,
      username: marker,
      password: marker,
      from: 'Marker-S3cret@example.com',
      to: 'Marker-S3cret@example.com',
    };
    expect(Object.keys(fields)).toStrictEqual(emailService.credentials.map(({ name }) => name));
    const processor = makeProcessor({
      outputs: [email()],
      descriptors: listed('email:soc'),
      secrets: makeSecrets({ 'outputs/email/soc': fields }),
    });
    const outcomes = await outcomesOf(processor, stored(makeAlert({ outputs: ['email:soc'] })));
    expect(outcomes).toMatchObject([{ kind: 'parked' }]);
    expect(JSON.stringify(outcomes)).not.toMatch(/S3cret|TWFya2Vy/);
  });

  it('sends an OCSF finding when the settings ask for it', async () => {
    const { port, mails } = await start();
    expect(await to(port, { settings: { format: 'ocsf' } })).toStrictEqual({ kind: 'sent' });
    const [, attachment = ''] =
      /filename=record\.json[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(mails[0]?.text ?? '') ?? [];
    expect(JSON.parse(Buffer.from(attachment, 'base64').toString())).toMatchObject({ class_uid: 2004 });
  });

  describePage(
    emailService,
    {
      title: 'Mail by SMTP',
      about: 'Sends a mail with the record attached.',
      vendor: ['https://www.rfc-editor.org/rfc/rfc5321', 'https://www.rfc-editor.org/rfc/rfc8314'],
      settings: { tls: '`starttls`, or `implicit`: TLS from the first byte; unless set, by the port: 465 is implicit' },
      setup: ['The connection is always TLS with a verified certificate, save to a server on this machine.'],
      overrides: {
        '@email.subject': 'the subject',
        '@email.body': 'a text, or an object with `plain` and `html`',
        '@email.attachments': 'an object of contents by file name',
        '@email.attach_record': '`false`: without record.json',
      },
      limits: [
        'An attachment has 5 MB: what is too large in a record is cut.',
        'Replies of 4xx are tried again, those of 5xx parked.',
      ],
      repeats: 'The message id derives from the id of the alert: mail readers show a repetition once.',
    },
    async () => {
      const { port, mails } = await start();
      await to(port);
      const boundary = /boundary="([^"]+)"/.exec(mails[0]?.text ?? '')?.[1] ?? '';
      return code(
        'text',
        (mails[0]?.text ?? '')
          .replaceAll(boundary, 'boundary')
          .replaceAll('\r', '')
          .replace(/^Received:[\s\S]*?\n(?=\S)/, '')
          .trim(),
      );
    },
  );
});
