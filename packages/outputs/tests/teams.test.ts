import { describe, expect, it } from 'vitest';
import { teams, teamsMessage } from '../src/services/teams.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('teams', {
  make: (http) => teams({ http }),
  credentials: (origin, secret) => ({
    url: `${origin}/workflows/1/triggers/manual/paths/invoke?sig=${encodeURIComponent(secret)}`,
  }),
  success: answerWith(202),
  page: {
    title: 'Microsoft Teams',
    about:
      'Posts an Adaptive Card to a channel. 3.5 sent a MessageCard, which workflows do not take; its override keys become parts of the card.',
    vendor: [
      'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using',
      'https://adaptivecards.io/explorer/',
    ],
    origin: 'https://prod-00.westeurope.logic.azure.com',
    setup: [
      'In Teams, Workflows: "Post to a channel when a webhook request is received" shows the address. Incoming webhooks of Office 365 connectors, which Microsoft retires, take the same card while they work.',
    ],
    overrides: {
      '@teams.title': 'the title',
      '@teams.description': 'the text',
      '@teams.card_color':
        '`red`, six hexadecimal digits, or a colour of cards (`attention`, `warning`, `good`, `accent`)',
      '@teams.with_record': '`false`: without the record',
      '@teams.additional_card_sections':
        'elements of a card, or sections of a MessageCard (`activityTitle`, `text`, `facts`)',
      '@teams.buttons': 'a list of `[text, url]` or `{ text, url }`',
    },
    limits: ['A message has about 28 KB: long values of the record are cut.'],
    repeats:
      'Teams has no key by which it recognises a repetition: a crash between its answer and the note of it posts twice.',
  },
});

describe('teams', () => {
  const bench = outputBench(
    () => teams({ http: fetchHttpClient }),
    (origin) => ({ url: origin }),
  );

  it.each([
    ['429', { kind: 'retry', reason: 'Teams did not take the message: 429' }],
    ['413', { kind: 'permanent', reason: 'Teams did not take the message: 413' }],
  ])('believes a connector that answers 200 and says %s', async (status, expected) => {
    bench.answer(
      answerWith(
        200,
        `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status}`,
      ),
    );
    expect(await bench.send()).toStrictEqual(expected);
  });
});

describe('teamsMessage', () => {
  const card = (publication: object, record: object = { a: 1 }) => {
    const message = teamsMessage({
      alert: { ...exampleAlert, record: record as never },
      publication: publication as never,
    });
    return (
      message as unknown as { attachments: [{ content: { body: Record<string, unknown>[]; actions?: unknown[] } }] }
    ).attachments[0].content;
  };

  it('maps the override keys of 3.5 to the card', () => {
    const { body, actions } = card({
      '@teams.title': 'T',
      '@teams.description': 'D',
      '@teams.card_color': 'red',
      '@teams.with_record': false,
      '@teams.additional_card_sections': { activityTitle: 'More', text: 'text', facts: [{ name: 'n', value: 'v' }] },
      '@teams.buttons': [['Open', 'https://x.example/'], 'no button'],
    });
    expect(body).toMatchObject([
      { text: 'T', color: 'attention' },
      { text: 'D' },
      { text: 'Alert Info' },
      { facts: [{ title: 'rule_name' }, { title: 'alert_id', value: exampleAlert.id }, { title: 'severity' }] },
      { text: 'More' },
      { text: 'text' },
      { facts: [{ title: 'n', value: 'v' }] },
    ]);
    expect(actions).toStrictEqual([{ type: 'Action.OpenUrl', title: 'Open', url: 'https://x.example/' }]);
  });

  it.each([
    ['one long value', { a: 'x'.repeat(100_000), b: 'kept' }],
    ['many values', Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`key${index}`, 'value']))],
    ['text of four bytes a character', { a: '😀'.repeat(30_000) }],
  ])('fits a record of %s into 28 KB', (_case, record) => {
    const message = teamsMessage({ alert: { ...exampleAlert, record }, publication: {} });
    const text = JSON.stringify(message);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(28 * 1024);
    expect(text).toContain('cut]');
  });
});
