import { describe, expect, it } from 'vitest';
import { discord } from '../src/services/discord.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('discord', {
  make: (http) => discord({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/api/webhooks/1/${encodeURIComponent(secret)}` }),
  success: answerWith(200, '{"id":"1"}'),
  page: {
    title: 'Discord',
    about: 'Posts an embed to a channel. It mentions nobody, whatever the record holds.',
    vendor: ['https://discord.com/developers/docs/resources/webhook#execute-webhook'],
    origin: 'https://discord.com',
    setup: ['In the settings of the channel, "Integrations", "Webhooks" shows the address.'],
    overrides: {
      '@discord.content': 'a text above the embed',
      '@discord.embeds': 'a list of embeds in place of the one',
    },
    limits: ['A message shows 6000 characters in embeds, 4096 of them in the description: a longer record is cut.'],
    repeats:
      'Discord has no key by which it recognises a repetition: a crash between its answer and the note of it posts twice.',
  },
});

describe('discord', () => {
  const bench = outputBench(
    () => discord({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/api/webhooks/1/t` }),
  );

  it('waits as long as the body says', async () => {
    bench.answer(
      answerWith(429, '{"message":"You are being rate limited.","retry_after":1.337,"global":false}', {
        'retry-after': '2',
      }),
    );
    expect(await bench.send()).toMatchObject({ kind: 'retry', retryAfterMs: 1337 });
  });

  it('keeps to the limits of embeds', async () => {
    await bench.send({
      alert: {
        ...exampleAlert,
        title: 'T'.repeat(400),
        record: { a: 'x'.repeat(10_000) },
        runbook: 'r'.repeat(3000),
        ruleDescription: 'd'.repeat(5000),
      },
    });
    const [embed] = bench.body()['embeds'] as [
      { title: string; description: string; fields: { name: string; value: string }[] },
    ];
    const total =
      embed.title.length +
      embed.description.length +
      embed.fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
    expect([embed.title.length <= 256, embed.description.length <= 4096, total <= 6000]).toStrictEqual([
      true,
      true,
      true,
    ]);
    expect(embed.description).toMatch(/the rest is cut\]\n```$/);
  });
});
