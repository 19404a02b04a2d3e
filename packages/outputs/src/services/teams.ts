import type { HttpClient, Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { exchange } from '../exchange.ts';
import { cutText, fitJson, jsonBytes } from '../render/cut.ts';
import { plainText } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { takesNoSettings } from '../settings.ts';

/** @see https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams a message has about 28 KB */
const maxMessageBytes = 27 * 1024;
const maxText = 4000;

/** What is known of Microsoft Teams without sending. */
export const teamsService: OutputService = defineService({
  service: 'teams',
  credentials: [webhookUrlField('the address of a workflow "When a Teams webhook request is received"')],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Posts an Adaptive Card to a channel through a workflow's webhook; the incoming webhooks of Office 365 connectors that
 * still work take the same card. The MessageCard of 3.5 is gone: its override keys become parts of the card.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 * @see https://adaptivecards.io/explorer/
 */
export function teams({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(teamsService, async (delivery) => {
    const { url = '' } = delivery.credentials;
    const { failed, response } = await exchange(http, delivery, { url, json: teamsMessage(delivery) });
    return failed ?? teamsResult(response.body);
  });
}

/** A connector answers 200 also when Teams refused the message, and says so in the text. */
function teamsResult(body: string): SendResult {
  const status = /returned HTTP error (\d{3})/.exec(body)?.[1];
  if (status === undefined) return { kind: 'sent' };
  const reason = `Teams did not take the message: ${status}`;
  return status === '429' || status.startsWith('5') ? { kind: 'retry', reason } : { kind: 'permanent', reason };
}

/** A message with one card. */
export function teamsMessage({ alert, publication }: Pick<Delivery, 'alert' | 'publication'>): JsonObject {
  const overrides = overridesOf(publication, 'teams');
  const frame = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    msteams: { width: 'Full' },
  };
  const body = [
    {
      type: 'TextBlock',
      text: cutText(overrides.text('title', `StreamAlert Rule Triggered: ${alert.ruleName}`), 500),
      size: 'Large',
      weight: 'Bolder',
      wrap: true,
      color: cardColor(overrides.text('card_color', 'E81123')),
    },
    { type: 'TextBlock', text: cutText(overrides.text('description', alert.ruleDescription), maxText), wrap: true },
    heading('Alert Info'),
    facts({
      rule_name: alert.ruleName,
      alert_id: alert.id,
      ...(alert.severity !== undefined && { severity: alert.severity }),
    }),
    ...additionalSections(overrides.value('additional_card_sections')),
  ];
  const actions = buttons(overrides.value('buttons'));
  const withRecord = overrides.value('with_record') !== false;
  const room = maxMessageBytes - jsonBytes({ ...frame, body, actions }) - 1200;
  const recordPart = withRecord ? recordFacts(alert.record, Math.max(512, room)) : [];
  const fitted = fitJson([...body, ...recordPart], maxMessageBytes - 600 - jsonBytes(actions));
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { ...frame, body: fitted.map(element), ...(actions.length > 0 && { actions }) },
      },
    ],
  };
}

/** The note of a cut list is a text. */
const element = (item: Json): JsonObject =>
  isJsonObject(item) ? item : { type: 'TextBlock', text: plainText(item), wrap: true };

const heading = (text: string): JsonObject => ({
  type: 'TextBlock',
  text,
  weight: 'Bolder',
  wrap: true,
  separator: true,
});

const facts = (pairs: Readonly<Record<string, Json>>): JsonObject => ({
  type: 'FactSet',
  facts: Object.entries(pairs).map(([title, value]) => ({ title, value: plainText(value) })),
});

/** A fact costs about thirty bytes beside its name and value. */
function recordFacts(record: JsonObject, room: number): JsonObject[] {
  const texts = Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plainText(value)] as const));
  const frame = Object.keys(texts).length * 30;
  const fitted = fitJson<Json>(texts, Math.max(256, room - frame));
  return [heading('StreamAlert Alert Record'), facts(isJsonObject(fitted) ? fitted : { record: fitted })];
}

/** Colours of 3.5 were hexadecimal, those of a card are names. */
function cardColor(color: string): string {
  const name = color.toLowerCase();
  if (['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'].includes(name)) return name;
  const [red = 0, green = 0, blue = 0] = (/^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/.exec(name) ?? [])
    .slice(1)
    .map((part) => Number.parseInt(part, 16));
  if (name === 'red' || (red > 150 && green < 100)) return 'attention';
  if (red > 150 && green >= 100 && blue < 100) return 'warning';
  return green > 100 && red < 100 && blue < 150 ? 'good' : 'accent';
}

/** Elements of a card as they are; sections of a MessageCard by their title, text and facts. */
function additionalSections(value: Json | undefined): JsonObject[] {
  const sections = Array.isArray(value) ? value.filter(isJsonObject) : isJsonObject(value) ? [value] : [];
  return sections.flatMap((section) => {
    if (typeof section['type'] === 'string') return [section];
    const title = plainText(section['activityTitle'] ?? section['title']);
    const text = plainText(section['activityText'] ?? section['text']);
    const given = Array.isArray(section['facts']) ? section['facts'].filter(isJsonObject) : [];
    const pairs = given.map(
      ({ name, title: label, value: fact }) => [plainText(name ?? label), plainText(fact)] as const,
    );
    return [
      ...(title === '' ? [] : [heading(title)]),
      ...(text === '' ? [] : [{ type: 'TextBlock', text: cutText(text, maxText), wrap: true }]),
      ...(pairs.length === 0 ? [] : [facts(Object.fromEntries(pairs))]),
    ];
  });
}

/** `[text, url]` pairs as in 3.5, or `{ text, url }`. */
function buttons(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? (value as readonly Json[]) : []).flatMap((button) => {
    const [title, url] = Array.isArray(button) ? button : isJsonObject(button) ? [button['text'], button['url']] : [];
    return typeof url === 'string' ? [{ type: 'Action.OpenUrl', title: plainText(title as Json) || url, url }] : [];
  });
}
