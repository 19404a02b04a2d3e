import { type Alert, type HttpClient, type Json, type JsonObject, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { elide } from '../elide.ts';
import { PublicationError } from '../errors.ts';
import { resultOfAnswer } from '../http-answer.ts';
import { takesNoSettings } from '../settings.ts';
import { chunkText, renderRecord } from './slack/record.ts';

/** Longest text of one attachment. @see https://api.slack.com/reference/messaging/attachments */
const maxText = 4000;
const maxAttachments = 20;

/** Answers that somebody has to do something about. @see https://api.slack.com/messaging/webhooks#handling_errors */
const permanentReasons: ReadonlySet<string> = new Set([
  'invalid_payload',
  'channel_is_archived',
  'no_service',
  'no_active_hooks',
  'channel_not_found',
  'user_not_found',
  'action_prohibited',
]);

/** What is known of Slack's incoming webhooks without sending. */
export const slackService: OutputService = defineService({
  service: 'slack',
  credentials: [webhookUrlField('the URL of the incoming webhook')],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Sends alerts to a Slack channel through an incoming webhook. A publication may override the message with
 * `@slack.text` and `@slack.attachments`; otherwise it shows the rule and the record.
 *
 * @see https://api.slack.com/messaging/webhooks
 */
export function slack({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(slackService, async (delivery) => {
    const response = await http.request({
      method: 'POST',
      url: delivery.credentials['url'] ?? '',
      headers: { 'content-type': 'application/json' },
      body: stringifyJson(slackMessage(delivery)),
      timeoutMs: delivery.timeLeftMs(),
    });
    return slackResult(response.body.trim(), resultOfAnswer(response, delivery.startedAt));
  });
}

function slackResult(answer: string, result: SendResult): SendResult {
  if (result.kind === 'sent' || !permanentReasons.has(answer)) return result;
  return result.kind === 'permanent' ? { ...result, reason: answer } : { kind: 'permanent', reason: answer };
}

/** `{ text, mrkdwn, attachments }` */
export function slackMessage({ alert, publication }: Pick<Delivery, 'alert' | 'publication'>): JsonObject {
  const override = publication['@slack.text'];
  const header =
    typeof override === 'string' ? override : `*StreamAlert Rule Triggered: ${escapeText(alert.ruleName)}*`;
  const custom = publication['@slack.attachments'];
  const attachments = custom === undefined ? recordAttachments(alert, header) : customAttachments(custom);
  const cut = attachments.length - maxAttachments;
  const note = `\n_Slack takes ${maxAttachments} attachments: ${cut} more are not shown._`;
  return { text: cut > 0 ? header + note : header, mrkdwn: true, attachments: attachments.slice(0, maxAttachments) };
}

function recordAttachments(alert: Alert, fallback: string): JsonObject[] {
  const chunks = chunkText(escapeText(renderRecord(alert.record)), maxText);
  const description = alert.ruleDescription === '' ? '' : `*Rule Description:*\n${alert.ruleDescription}\n`;
  return chunks.map((text, index) => ({
    fallback,
    color: '#b22222',
    pretext: index === 0 ? description : '',
    title: chunks.length === 1 ? 'Record:' : `Record (Part ${index + 1} of ${chunks.length}):`,
    text,
    mrkdwn_in: ['text', 'pretext'],
  }));
}

/** As 3.5 sent it: a custom attachment is laid over these fields. */
const skeleton: JsonObject = {
  fallback: '',
  color: '#36a64f',
  pretext: '',
  author_name: '',
  author_link: '',
  author_icon: '',
  title: '',
  title_link: '',
  text: '',
  fields: [],
  image_url: '',
  thumb_url: '',
  footer: '',
  footer_icon: '',
  ts: '',
  mrkdwn_in: ['text', 'pretext'],
};

function customAttachments(value: Json): JsonObject[] {
  if (!Array.isArray(value) || !value.every(isJsonObject)) {
    throw new PublicationError('@slack.attachments must be a list of objects');
  }
  return value.map((attachment) => {
    const { text } = attachment;
    return { ...skeleton, ...attachment, ...(typeof text === 'string' && { text: elide(text, maxText) }) };
  });
}

/** The three characters that are markup. @see https://api.slack.com/reference/surfaces/formatting#escaping */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
