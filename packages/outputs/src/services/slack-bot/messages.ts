import type { Alert, Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery } from '../../contract.ts';
import { cutText } from '../../render/cut.ts';
import { overridesOf } from '../../render/overrides.ts';
import { alertFacts, alertTitle } from '../../render/title.ts';
import { chunkText, renderRecord } from '../slack/record.ts';

/** @see https://docs.slack.dev/reference/block-kit/blocks: 50 blocks, a section has 3000 characters, a header 150 */
const limits = { blocks: 50, section: 3000, header: 150, text: 4000, fields: 10, field: 2000 };
/** Of one message, header and facts included, and of one thread. */
const recordSections = 10;
const maxReplies = 5;

/** The message of an alert, `{ text, blocks }`, or as `@slack-bot.text` and `@slack-bot.blocks` say. */
export function alertMessage({ alert, publication }: Pick<Delivery, 'alert' | 'publication'>): JsonObject {
  const overrides = overridesOf(publication, 'slack-bot');
  const text = cutText(overrides.text('text', `StreamAlert: ${escape(alertTitle(alert))}`), limits.text);
  const custom = overrides.objects('blocks');
  if (custom !== undefined) return { text, blocks: custom.slice(0, limits.blocks) };
  const shown = withoutDifferences(alert);
  return {
    text,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cutText(alertTitle(alert), limits.header) } },
      ...(alert.ruleDescription === '' ? [] : [section(cutText(escape(alert.ruleDescription), limits.section))]),
      { type: 'section', fields: alertFacts(alert).slice(0, limits.fields).map(field) },
      { type: 'divider' },
      ...sections(renderRecord(shown), recordSections),
    ],
  };
}

/** What the members of a merged alert do not share, for its thread; empty for other alerts. */
export function memberMessages({ alert }: Pick<Delivery, 'alert'>): readonly JsonObject[] {
  const differences = differencesOf(alert);
  if (differences === undefined || Object.keys(differences).length === 0) return [];
  const text = Object.entries(differences)
    .map(([time, value]) => `*${time}*\n${isJsonObject(value) ? renderRecord(value) : String(value)}`)
    .join('\n\n');
  const perReply = 45;
  const all = sections(text, perReply * maxReplies);
  const replies = Math.ceil(all.length / perReply);
  return Array.from({ length: replies }, (_, index) => ({
    text: `Its ${Object.keys(differences).length} alerts differ in (${index + 1} of ${replies})`,
    blocks: all.slice(index * perReply, (index + 1) * perReply),
  }));
}

/** `ValueDiffs` of a merged record, by time. */
function differencesOf({ record }: Alert): JsonObject | undefined {
  const differences = record['ValueDiffs'];
  return 'AlertCount' in record && 'MergedBy' in record && isJsonObject(differences) ? differences : undefined;
}

function withoutDifferences(alert: Alert): JsonObject {
  if (differencesOf(alert) === undefined) return alert.record;
  const { ValueDiffs: _, ...rest } = alert.record;
  return rest;
}

const section = (text: string): JsonObject => ({ type: 'section', text: { type: 'mrkdwn', text } });

const field = ([name, value]: readonly [string, string]): JsonObject => ({
  type: 'mrkdwn',
  text: cutText(`*${escape(name)}*\n${escape(value)}`, limits.field),
});

/** At most `max` sections; the last one says what is missing. */
function sections(text: string, max: number): JsonObject[] {
  const chunks = chunkText(escape(text), limits.section - 100);
  const shown = chunks.slice(0, max);
  const missing = chunks.slice(max).reduce((sum, chunk) => sum + chunk.length, 0);
  return [...shown.map(section), ...(missing === 0 ? [] : [section(`_… ${missing} more characters are cut._`)])];
}

/** The three characters that are markup. @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escape = (text: Json): string =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
