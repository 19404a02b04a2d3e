import type { HttpClient, JsonObject, Severity } from '@streamalert/core';
import type { Delivery, Output, OutputService } from '../contract.ts';
import { webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { post } from '../exchange.ts';
import { cutText, jsonBytes, utf8Bytes } from '../render/cut.ts';
import { prettyJson } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { alertFacts, alertTitle } from '../render/title.ts';
import { takesNoSettings } from '../settings.ts';

/** @see https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create 32,000 bytes */
const maxBytes = 32_000;

/** What is known of Google Chat without sending. */
export const googleChatService: OutputService = defineService({
  service: 'google-chat',
  credentials: [webhookUrlField('the address of an incoming webhook of the space')],
  idempotent: true,
  checkSettings: takesNoSettings,
});

const marks: Readonly<Record<Severity, string>> = { info: '⚪', low: '🔵', medium: '🟡', high: '🟠', critical: '🔴' };

/**
 * Posts a card to a space through an incoming webhook. `requestId` is the alert's id: Google Chat answers a repetition
 * with the message that is there.
 *
 * @see https://developers.google.com/workspace/chat/quickstart/webhooks
 * @see https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create
 */
export function googleChat({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(googleChatService, (delivery) => {
    const url = new URL(delivery.credentials['url'] ?? '');
    url.searchParams.set('requestId', delivery.alert.id);
    return post(http, delivery, { url: url.href, json: chatMessage(delivery) });
  });
}

function chatMessage({ alert, publication }: Pick<Delivery, 'alert' | 'publication'>): JsonObject {
  const overrides = overridesOf(publication, 'google-chat');
  const mark = alert.severity === undefined ? '' : `${marks[alert.severity]} `;
  const message = { text: cutText(overrides.text('text', `${mark}*${alertTitle(alert)}*`), 4000) };
  const cards = overrides.objects('cards');
  if (cards !== undefined) return { ...message, cardsV2: cards };
  const facts = alertFacts(alert).map(([topLabel, text]) => ({
    decoratedText: { topLabel, text: cutText(text, 1000), wrapText: true },
  }));
  const card = (record: string): JsonObject => ({
    ...message,
    cardsV2: [
      {
        cardId: 'alert',
        card: {
          header: { title: cutText(alertTitle(alert), 200), subtitle: cutText(alert.ruleDescription, 500) },
          sections: [
            { widgets: facts },
            { header: 'Record', collapsible: true, widgets: [{ textParagraph: { text: record } }] },
          ],
        },
      },
    ],
  });
  const room = maxBytes - jsonBytes(card('')) - 100;
  return card(cutText(escapeHtml(prettyJson(alert.record)), room, escapedBytes));
}

/** What the text takes inside JSON. */
const escapedBytes = (text: string): number => utf8Bytes(JSON.stringify(text)) - 2;

/** Texts of cards are a kind of HTML. @see https://developers.google.com/workspace/chat/format-messages#card-formatting */
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
