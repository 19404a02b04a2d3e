import { describe, expect, it } from 'vitest';
import { googleChat } from '../src/services/google-chat.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('google-chat', {
  make: (http) => googleChat({ http }),
  credentials: (origin, secret) => ({
    url: `${origin}/v1/spaces/AAAA/messages?key=${encodeURIComponent(secret)}&token=${encodeURIComponent(secret)}`,
  }),
  success: answerWith(200, '{"name":"spaces/AAAA/messages/1"}'),
  page: {
    title: 'Google Chat',
    about: 'Posts a card to a space.',
    vendor: [
      'https://developers.google.com/workspace/chat/quickstart/webhooks',
      'https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create',
    ],
    origin: 'https://chat.googleapis.com',
    setup: ['In the space, "Apps & integrations", "Webhooks" shows the address.'],
    overrides: { '@google-chat.text': 'the text', '@google-chat.cards': 'a list of `cardsV2` in place of the card' },
    limits: ['A message has 32,000 bytes: a longer record is cut.'],
    repeats: '`requestId` is the id of the alert: Google Chat answers a repetition with the message that is there.',
  },
});

describe('google-chat', () => {
  const bench = outputBench(
    () => googleChat({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/v1/spaces/A/messages?key=k&token=t` }),
  );

  it('keeps the secrets of the address and adds the id', async () => {
    await bench.send();
    expect(bench.requests()[0]?.path).toBe(`/v1/spaces/A/messages?key=k&token=t&requestId=${exampleAlert.id}`);
  });

  it.each([
    ['text', 'x'.repeat(100_000)],
    ['text that is escaped', '<&>'.repeat(20_000)],
    ['text of four bytes a character', '😀'.repeat(20_000)],
  ])('fits a record of %s into 32,000 bytes', async (_case, large) => {
    await bench.send({ alert: { ...exampleAlert, record: { large } } });
    const text = bench.requests()[0]?.body ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(32_000);
    expect(text).toContain('the rest is cut]');
  });

  it('takes cards of a publisher', async () => {
    await bench.send({ publication: { '@google-chat.text': 'T', '@google-chat.cards': [{ cardId: 'x' }] } });
    expect(bench.body()).toStrictEqual({ text: 'T', cardsV2: [{ cardId: 'x' }] });
  });
});
