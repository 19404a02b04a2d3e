import { formatTimestamp, type HttpClient, type Json, type JsonObject, type Severity } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { exchange } from '../exchange.ts';
import { cutText } from '../render/cut.ts';
import { fencedRecord } from '../render/markdown.ts';
import { overridesOf } from '../render/overrides.ts';
import { alertFacts, alertTitle } from '../render/title.ts';
import { takesNoSettings } from '../settings.ts';

/** @see https://discord.com/developers/docs/resources/message#embed-object-embed-limits 6000 characters in all */
const limits = {
  content: 2000,
  title: 256,
  description: 4096,
  fieldName: 256,
  fieldValue: 1024,
  total: 6000,
  embeds: 10,
};

const colors: Readonly<Record<Severity, number>> = {
  info: 0x95a5a6,
  low: 0x3498db,
  medium: 0xf1c40f,
  high: 0xe67e22,
  critical: 0xe74c3c,
};

/** What is known of Discord without sending. */
export const discordService: OutputService = defineService({
  service: 'discord',
  credentials: [webhookUrlField('the address of a webhook of the channel')],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Posts an embed to a channel through a webhook. It mentions nobody, whatever the record holds.
 *
 * @see https://discord.com/developers/docs/resources/webhook#execute-webhook
 */
export function discord({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(discordService, async (delivery) => {
    const url = new URL(delivery.credentials['url'] ?? '');
    url.searchParams.set('wait', 'true');
    const { failed, json } = await exchange(http, delivery, { url: url.href, json: discordMessage(delivery) });
    return failed === undefined ? { kind: 'sent' } : withRetryAfter(failed, json);
  });
}

/** The wait in the body counts fractions of seconds, which the header leaves out. */
function withRetryAfter(failed: Exclude<SendResult, { kind: 'sent' }>, json: Json | undefined): SendResult {
  const seconds = isJsonObject(json) ? json['retry_after'] : undefined;
  return failed.kind === 'retry' && typeof seconds === 'number'
    ? { ...failed, retryAfterMs: Math.ceil(seconds * 1000) }
    : failed;
}

function discordMessage({ alert, publication }: Pick<Delivery, 'alert' | 'publication'>): JsonObject {
  const overrides = overridesOf(publication, 'discord');
  const frame = {
    content: cutText(overrides.text('content', ''), limits.content),
    allowed_mentions: { parse: [] },
  };
  const custom = overrides.objects('embeds');
  if (custom !== undefined) return { ...frame, embeds: custom.slice(0, limits.embeds) };
  const title = cutText(alertTitle(alert), limits.title);
  const fields = alertFacts(alert).map(([name, value]) => ({
    name: cutText(name, limits.fieldName),
    value: cutText(value, name === 'Runbook' ? 800 : 200),
    inline: value.length <= 40,
  }));
  const used = title.length + fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  const head = alert.ruleDescription === '' ? '' : `${cutText(alert.ruleDescription, 1000)}\n`;
  const room = Math.min(limits.description, limits.total - used) - head.length - 10;
  return {
    ...frame,
    embeds: [
      {
        title,
        description: head + fencedRecord(alert.record, room),
        ...(alert.severity !== undefined && { color: colors[alert.severity] }),
        fields,
        timestamp: formatTimestamp(alert.created),
      },
    ],
  };
}
