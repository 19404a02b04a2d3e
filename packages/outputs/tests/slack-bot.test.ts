import type { JsonObject } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { slackBot } from '../src/services/slack-bot.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const posted = answerWith(200, '{"ok":true,"ts":"1772355612.000100"}');

describeHttpOutput('slack-bot', {
  make: (http) => slackBot({ http }),
  credentials: (origin, secret) => ({ token: secret, channel: secret, api: `${origin}/api` }),
  success: posted,
  page: {
    title: 'Slack, as a bot',
    about:
      'Posts each alert as a message of blocks. What the members of a merged alert do not have in common follows in its thread.',
    vendor: [
      'https://docs.slack.dev/reference/methods/chat.postMessage',
      'https://docs.slack.dev/reference/block-kit/blocks',
    ],
    origin: 'https://slack.com',
    setup: [
      'Create an app with the bot scope `chat:write`, install it, and invite it to the channel. Its "Bot User OAuth Token" is the `token`.',
    ],
    overrides: {
      '@slack-bot.text': 'the text of notifications',
      '@slack-bot.blocks': 'a list of blocks in place of the message',
    },
    limits: [
      'A message shows 10 blocks of 2900 characters of the record, a thread five replies of 45; what is more is counted.',
    ],
    repeats:
      'Slack has no key by which it recognises a repetition. A delivery that fails within its thread goes on there; a crash between an answer and the note of it posts twice.',
  },
});

const mergedRecord = (members: number, size: number): JsonObject => ({
  AlertCount: members,
  AlertTimeFirst: '2026-03-01T09:00:00.100000Z',
  AlertTimeLast: '2026-03-01T09:02:30.000000Z',
  MergedBy: { user: 'mia' },
  OtherCommonKeys: { host: 'lt-7' },
  ValueDiffs: Object.fromEntries(
    Array.from({ length: members }, (_, index) => [
      `2026-03-01T09:00:${String(index).padStart(2, '0')}.000000Z`,
      { bytes: 'x'.repeat(size) },
    ]),
  ),
});

describe('slack-bot', () => {
  const bench = outputBench(
    () => slackBot({ http: fetchHttpClient }),
    (origin) => ({ token: 'xoxb-1', channel: 'C1', api: `${origin}/api` }),
  );
  const merged = (record: JsonObject, id: string) => ({
    alert: { ...exampleAlert, id, record },
    idempotencyKey: id,
    publication: {},
  });

  it.each([
    ['ratelimited', { kind: 'retry', reason: 'ratelimited' }],
    ['channel_not_found', { kind: 'permanent', reason: 'channel_not_found' }],
    ['invalid_auth', { kind: 'permanent', reason: 'invalid_auth', credentialsRefused: true }],
  ])('knows what 200 with the error %s means', async (error, expected) => {
    bench.answer(answerWith(200, JSON.stringify({ ok: false, error })));
    expect(await bench.send({ idempotencyKey: error })).toStrictEqual(expected);
  });

  it('answers a merged alert with its differences in the thread', async () => {
    bench.answer(posted);
    expect(await bench.send(merged(mergedRecord(2, 10), 'a'))).toStrictEqual({ kind: 'sent' });

    expect(bench.requests()).toHaveLength(2);
    expect(bench.requests()[0]?.body).not.toContain('ValueDiffs');
    expect(bench.body(1)).toStrictEqual({
      channel: 'C1',
      text: 'Its 2 alerts differ in (1 of 1)',
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: `*2026-03-01T09:00:00.000000Z*\n*bytes:* ${'x'.repeat(10)}\n\n*2026-03-01T09:00:01.000000Z*\n*bytes:* ${'x'.repeat(10)}`,
          },
        },
      ],
      thread_ts: '1772355612.000100',
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('goes on in the thread where it was interrupted', async () => {
    const delivery = merged(mergedRecord(50, 8000), 'b');
    let answers = 0;
    bench.answer((request, response) => (++answers === 2 ? answerWith(503) : posted)(request, response));
    expect(await bench.send(delivery)).toMatchObject({ kind: 'retry' });
    expect(await bench.send(delivery)).toStrictEqual({ kind: 'sent' });

    const bodies = bench.requests().map((_, index) => bench.body(index));
    expect(bodies.filter((body) => !('thread_ts' in body))).toHaveLength(1);
    expect(bodies.every(({ blocks }) => (blocks as unknown[]).length <= 50)).toBe(true);
  });

  it('counts what a thread cannot hold', async () => {
    bench.answer(posted);
    await bench.send(merged(mergedRecord(50, 20_000), 'c'));
    expect(bench.requests().length).toBeLessThanOrEqual(7);
    expect(bench.requests().at(-1)?.body).toMatch(/_… \d+ more characters are cut\._/);
  });
});
