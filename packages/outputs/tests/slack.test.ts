import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slack } from '../src/index.ts';
import { chunkText, renderRecord } from '../src/services/slack/record.ts';
import { slackMessage } from '../src/services/slack.ts';
import { makeAlert, makeDelivery } from './helpers/factories.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith, type HttpReceiver, startHttpReceiver } from './helpers/http-receiver.ts';

describeHttpOutput('slack', {
  make: (http) => slack({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/services/T0/${encodeURIComponent(secret)}` }),
  success: answerWith(200, 'ok'),
  page: {
    title: 'Slack, incoming webhook',
    about: 'Posts a message to the channel that the webhook belongs to. For threads use `slack-bot`.',
    vendor: [
      'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
      'https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments',
    ],
    origin: 'https://hooks.slack.com',
    setup: ['Create an app, switch on "Incoming Webhooks", and add one for the channel.'],
    overrides: {
      '@slack.text': 'the text above the attachments',
      '@slack.attachments': 'a list of attachments in place of the record; fields that are missing are filled in',
    },
    limits: ['A message shows 20 attachments of 4000 characters; what is more is counted in the text.'],
    repeats:
      'Slack has no key by which it recognises a repetition: a crash between its answer and the note of it posts twice.',
  },
});

describe('slack', () => {
  let receiver: HttpReceiver;
  beforeAll(async () => {
    receiver = await startHttpReceiver();
  });
  afterAll(() => receiver[Symbol.asyncDispose]());
  const send = (delivery = makeDelivery()) =>
    slack({ http: fetchHttpClient }).send({ ...delivery, credentials: { url: `${receiver.origin}/services/T0/B0/x` } });

  it('posts the rule and the record as one message', async () => {
    receiver.answer = answerWith(200, 'ok');
    await send();

    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/services/T0/B0/x' });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toStrictEqual({
      text: '*StreamAlert Rule Triggered: cloudtrail_root_account_usage*',
      mrkdwn: true,
      attachments: [
        {
          fallback: '*StreamAlert Rule Triggered: cloudtrail_root_account_usage*',
          color: '#b22222',
          pretext: '*Rule Description:*\nSomebody used the root account.\n',
          title: 'Record:',
          text: '*eventName:* StopLogging\n*sourceIPAddress:* 192.0.2.14',
          mrkdwn_in: ['text', 'pretext'],
        },
      ],
    });
  });

  it.each([
    [400, 'invalid_payload'],
    [410, 'channel_is_archived'],
    [404, 'no_service'],
    [404, 'no_active_hooks'],
    [404, 'channel_not_found'],
    [400, 'user_not_found'],
    [500, 'invalid_payload'],
  ])('parks %i %s with the reason as Slack gives it', async (status, reason) => {
    receiver.answer = answerWith(status, `${reason}\n`);
    expect(await send()).toStrictEqual({ kind: 'permanent', reason });
  });

  it('reads the credentials again when the action is prohibited', async () => {
    receiver.answer = answerWith(403, 'action_prohibited');
    expect(await send()).toStrictEqual({ kind: 'permanent', reason: 'action_prohibited', credentialsRefused: true });
  });
});

describe('slackMessage', () => {
  const message = (publication: Record<string, never> | object, record: object = { a: 1 }) =>
    slackMessage({
      alert: makeAlert({ record: record as never }),
      publication: publication as never,
    }) as unknown as { text: string; attachments: Record<string, unknown>[] };

  it('takes the text of a publisher, also as fallback', () => {
    const { text, attachments } = message({ '@slack.text': 'hello' });
    expect([text, attachments[0]?.['fallback']]).toStrictEqual(['hello', 'hello']);
  });

  it('lays custom attachments over the fields of 3.5', () => {
    const { attachments } = message({ '@slack.attachments': [{ text: 'x'.repeat(4001), color: 'red' }] });
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({ color: 'red', fallback: '', fields: [], ts: '' });
    expect(String(attachments[0]?.['text'])).toHaveLength(3999);
  });

  it('sends the header alone for empty @slack.attachments (edge case 34)', () => {
    expect(message({ '@slack.attachments': [] }).attachments).toStrictEqual([]);
  });

  it('keeps the description of an alert with an empty record (edge case 34)', () => {
    expect(message({}, {}).attachments[0]).toMatchObject({
      text: '{}',
      pretext: '*Rule Description:*\nSomebody used the root account.\n',
    });
  });

  it('shows that attachments are missing (edge case 33)', () => {
    const { text, attachments } = message({ '@slack.attachments': Array.from({ length: 21 }, () => ({})) });
    expect(attachments).toHaveLength(20);
    expect(text).toMatch(/\n_Slack takes 20 attachments: 1 more are not shown._$/);
  });

  it('numbers the parts of a long record and cuts after twenty', () => {
    const { text, attachments } = message({}, { a: 'x'.repeat(21 * 4000) });
    expect(attachments.map(({ title }) => title)[19]).toBe('Record (Part 20 of 22):');
    expect(text).toContain('2 more are not shown');
  });

  it('escapes what is markup to Slack, and nothing else', () => {
    expect(message({}, { a: `<b> & "c" 'd'` }).attachments[0]?.['text']).toBe(`*a:* &lt;b&gt; &amp; "c" 'd'`);
  });

  it('refuses attachments that are not a list of objects', () => {
    expect(() => message({ '@slack.attachments': 'x' })).toThrow('@slack.attachments must be a list of objects');
  });
});

describe('renderRecord', () => {
  it('shows keys sorted, positions from 1, values as in JSON', () => {
    const record = { b: [1, { y: null }], a: { z: true, empty: {}, none: [] }, c: 9007199254740993n };
    expect(renderRecord(record)).toBe(
      [
        '*a:*',
        '\t*empty:* {}',
        '\t*none:* []',
        '\t*z:* true',
        '*b:*',
        '\t*[1]* 1',
        '\t*[2]*',
        '\t\t*y:* null',
        '*c:* 9007199254740993',
      ].join('\n'),
    );
  });
});

describe('chunkText', () => {
  it.each([
    [4000, [4000]],
    [4001, [4000, 1]],
    [9000, [4000, 4000, 1000]],
  ])('cuts %i unbroken characters without losing one (edge case 32)', (length, sizes) => {
    expect(chunkText('x'.repeat(length), 4000).map((chunk) => chunk.length)).toStrictEqual(sizes);
  });

  it('cuts after a line break rather than a space', () => {
    expect(chunkText('ab\ncd ef', 6)).toStrictEqual(['ab\n', 'cd ef']);
  });

  it('never loses a character nor splits an entity or a surrogate pair', () => {
    const piece = fc.constantFrom('&amp;', '&lt;', '&gt;', '😀', 'a', ' ', '\n');
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 5, max: 12 }), (pieces, max) => {
        const text = pieces.join('');
        const chunks = chunkText(text, max);
        expect(chunks.join('')).toBe(text);
        for (const chunk of chunks) {
          expect(chunk.length).toBeLessThanOrEqual(max);
          expect(chunk.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[&;]/);
          expect(chunk.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
