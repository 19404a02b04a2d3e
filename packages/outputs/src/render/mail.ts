import { createHash } from 'node:crypto';
import type { JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { SendMailOptions } from 'nodemailer';
import type { AttachmentLike } from 'nodemailer/lib/mailer/index.js';
import type { Delivery } from '../contract.ts';
import { cutText, fitJson } from './cut.ts';
import { plainText, prettyJson } from './json-text.ts';
import { type Overrides, overridesOf } from './overrides.ts';

/** Most servers take 10 MB and more; base64 adds a third. */
const maxAttachmentBytes = 5_000_000;
/** @see https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1 a line has at most 998 characters */
const maxSubject = 500;

/** What is mailed, without sender and receivers. */
export type AlertMail = Pick<
  SendMailOptions,
  'subject' | 'text' | 'html' | 'attachments' | 'messageId' | 'date' | 'disableFileAccess' | 'disableUrlAccess'
>;

/**
 * The mail of an alert: `record.json` attached, further attachments and a body as publishers say. The message id derives
 * from the idempotency key: mail readers show a repetition once.
 *
 * @param prefix Of the override keys: `@email.subject`, `.body` (text, or an object with `plain` and `html`),
 *   `.attachments` (content by name), `.attach_record`.
 */
export function alertMail(delivery: Delivery, prefix: string, subject: string): AlertMail {
  const { alert, publication, idempotencyKey } = delivery;
  const overrides = overridesOf(publication, prefix);
  const attachments = Object.entries(overrides.object('attachments') ?? {}).map(([filename, content]) => ({
    filename,
    content: Buffer.from(cutText(plainText(content), maxAttachmentBytes)),
    contentType: 'application/octet-stream',
  }));
  return {
    subject: cutText(
      overrides
        .text('subject', subject)
        .replace(/[\p{Cc}]+/gu, ' ')
        .trim(),
      maxSubject,
    ),
    ...bodyOf(overrides, delivery),
    attachments: [
      ...(overrides.value('attach_record') === false ? [] : [{ raw: recordNode(alert.record) }]),
      ...attachments,
    ],
    messageId: `<${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}@streamalert.invalid>`,
    date: new Date(Math.floor(alert.created / 1000)),
    // A publication decides what is attached, never which file or address is read for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The part that every mail has, encoded at once: the library's streams take twice as long as all the rest. */
function recordNode(record: JsonObject): string {
  const json = prettyJson(fitJson(record, maxAttachmentBytes));
  return [
    'Content-Type: application/octet-stream; name=record.json',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename=record.json',
    '',
    ...base64Lines(json),
  ].join('\r\n');
}

/** @see https://www.rfc-editor.org/rfc/rfc2045#section-6.8 a line has at most 76 characters */
function base64Lines(text: string): string[] {
  const base64 = Buffer.from(text).toString('base64');
  return Array.from({ length: Math.ceil(base64.length / 76) }, (_, line) => base64.slice(line * 76, line * 76 + 76));
}

function bodyOf(overrides: Overrides, { alert }: Delivery): Pick<SendMailOptions, 'text' | 'html'> {
  const body = overrides.value('body');
  if (isJsonObject(body)) return { text: plainText(body['plain']), html: plainText(body['html']) };
  const standard = [
    `StreamAlert rule triggered: ${alert.ruleName}`,
    alert.ruleDescription,
    ...(alert.runbook === undefined ? [] : [`Runbook: ${alert.runbook}`]),
    'Please review the attached record.json.',
  ];
  return {
    text: textNode(
      body === undefined || body === null ? standard.filter((part) => part !== '').join('\n\n') : plainText(body),
    ),
  };
}

/** ASCII in lines of at most 76 characters, which needs no encoding. */
const needsNoEncoding = /^(?:[\t\x20-\x7e]{0,76}(?:\n|$))+$/;

/** A text as the part that it becomes, where that can be told, as streams cost as much here. */
function textNode(text: string): NonNullable<SendMailOptions['text']> {
  if (text === '' || !needsNoEncoding.test(text)) return text;
  const head = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 7bit', ''];
  return { raw: [...head, ...text.split('\n')].join('\r\n') } as AttachmentLike;
}

/** The mail as it travels (RFC 5322). */
export async function mailBytes(mail: SendMailOptions): Promise<Uint8Array> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js');
  return new MailComposer(mail).compile().build();
}

/** `a@x.example, b@x.example` → its addresses. */
export const mailAddresses = (list: string): string[] =>
  list
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');

const address = /^(?:[^<>@,\s][^<>@,]*<)?[^\s<>@,]+@[^\s<>@,]+>?$/;

/** Check of a field that holds addresses. */
export function validateAddresses(value: string): string | undefined {
  const addresses = mailAddresses(value);
  return addresses.length > 0 && addresses.every((one) => address.test(one))
    ? undefined
    : 'must hold e-mail addresses, comma separated';
}
