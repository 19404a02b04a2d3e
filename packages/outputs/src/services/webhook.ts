import { createHmac } from 'node:crypto';
import { type HttpClient, type Json, type Micros, parseJson, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { CredentialField, Delivery, Output, OutputService, SettingsProblem } from '../contract.ts';
import { webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { resultOfAnswer } from '../http-answer.ts';
import { publicationKeys, withAlertId } from '../publication-keys.ts';
import { settingsError, settingsWarning } from '../settings.ts';
import { placeholders, renderTemplate } from './webhook/template.ts';

/** Settings of one webhook in `conf/outputs.json`; all optional. */
export interface WebhookSettings {
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  /** Sent as they are; secret ones belong into the credential `headers`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Any JSON; `{{path.to.field}}` in its texts stands for a value of the publication. Absent: the publication. */
  readonly body?: Json;
  /** Of one request, in milliseconds; the deadline of a delivery still holds. */
  readonly timeout_ms?: number;
}

const methods = ['POST', 'PUT', 'PATCH'];
const settingNames = ['method', 'headers', 'body', 'timeout_ms'];
const maxTimeoutMs = 60_000;
/** Set by this output; a setting of that name would contradict it. */
const ownHeaders = [
  'idempotency-key',
  'x-streamalert-timestamp',
  'x-streamalert-signature',
  'content-length',
  'transfer-encoding',
  'host',
  'connection',
];

const secretHeaders: CredentialField = {
  name: 'headers',
  description: 'headers that hold a secret, as JSON: {"Authorization": "Bearer …"}',
  mask: true,
  optional: true,
  validate: (value) =>
    headersProblem(readHeaders(value)) === undefined ? undefined : 'must be a JSON object of headers',
};

const signingSecret: CredentialField = {
  name: 'secret',
  description: 'the secret that requests are signed with (HMAC-SHA256)',
  mask: true,
  optional: true,
};

/** What is known of webhooks without sending. */
export const webhookService: OutputService = defineService({
  service: 'webhook',
  credentials: [webhookUrlField('the URL that receives alerts'), signingSecret, secretHeaders],
  idempotent: true,
  checkSettings,
});

/**
 * Sends alerts to any HTTPS receiver as JSON. Every try of one alert carries the same `Idempotency-Key`. With a
 * signing secret, `X-StreamAlert-Signature` is `v1=` and the hex HMAC-SHA256 of `X-StreamAlert-Timestamp` (seconds),
 * a dot, and the body.
 */
export function webhook({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(webhookService, async (delivery) => {
    const { method = 'POST', timeout_ms = maxTimeoutMs, body: template, headers } = readSettings(delivery.settings);
    const publication = withAlertId(delivery.publication, delivery.alert);
    const body = stringifyJson(template === undefined ? publication : renderTemplate(template, publication));
    const response = await http.request({
      method,
      url: delivery.credentials['url'] ?? '',
      headers: requestHeaders(delivery, headers ?? {}, body),
      body,
      timeoutMs: Math.min(timeout_ms, delivery.timeLeftMs()),
    });
    return resultOfAnswer(response, delivery.startedAt);
  });
}

function requestHeaders(
  delivery: Delivery,
  configured: Readonly<Record<string, string>>,
  body: string,
): Record<string, string> {
  const { credentials, idempotencyKey, startedAt } = delivery;
  const secret = credentials['secret'];
  return {
    'content-type': 'application/json',
    ...lowerCased(configured),
    ...lowerCased(readHeaders(credentials['headers'] ?? '{}') as Readonly<Record<string, string>>),
    'idempotency-key': idempotencyKey,
    ...(secret !== undefined && signature(secret, startedAt, body)),
  };
}

/** The time is signed too, so that a receiver can refuse old requests that somebody repeats. */
function signature(secret: string, time: Micros, body: string): Record<string, string> {
  const seconds = String(Math.floor(time / 1_000_000));
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'x-streamalert-timestamp': seconds, 'x-streamalert-signature': `v1=${digest}` };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

const readSettings = (settings: unknown): WebhookSettings => (settings ?? {}) as WebhookSettings;

function readHeaders(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function checkSettings(settings: unknown): readonly SettingsProblem[] {
  if (settings === undefined) return [];
  if (!isJsonObject(settings)) return [settingsError('must be an object with method, headers, body, timeout_ms')];
  return [
    ...Object.keys(settings)
      .filter((key) => !settingNames.includes(key))
      .map((key) => settingsError(`is not known; there are ${settingNames.join(', ')}`, key)),
    ...checkMethod(settings['method']),
    ...checkHeaders(settings['headers']),
    ...checkTimeout(settings['timeout_ms']),
    ...checkTemplate(settings['body']),
  ];
}

function checkMethod(method: unknown): SettingsProblem[] {
  const accepted = method === undefined || methods.includes(method as string);
  return accepted ? [] : [settingsError(`must be one of ${methods.join(', ')}`, 'method')];
}

function checkTimeout(timeout: unknown): SettingsProblem[] {
  const accepted =
    timeout === undefined || (Number.isInteger(timeout) && Number(timeout) >= 1 && Number(timeout) <= maxTimeoutMs);
  return accepted
    ? []
    : [settingsError(`must be a whole number of milliseconds from 1 to ${maxTimeoutMs}`, 'timeout_ms')];
}

function checkHeaders(headers: unknown): SettingsProblem[] {
  const problem = headers === undefined ? undefined : headersProblem(headers);
  return problem === undefined ? [] : [settingsError(problem.message, 'headers', ...problem.path)];
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const headerValue = /^[\t\x20-\x7e]*$/;

function headersProblem(headers: unknown): { message: string; path: string[] } | undefined {
  if (!isJsonObject(headers)) return { message: 'must be an object of header names and texts', path: [] };
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) return { message: 'is not the name of a header', path: [name] };
    if (ownHeaders.includes(name.toLowerCase())) return { message: 'is set by this output itself', path: [name] };
    if (typeof value !== 'string' || !headerValue.test(value)) {
      return { message: 'must be a text of printable ASCII characters', path: [name] };
    }
  }
  return undefined;
}

/** Publishers may add keys, so a path that the default publication lacks may still be right. */
function checkTemplate(template: Json | undefined): SettingsProblem[] {
  return placeholders(template ?? null)
    .filter(({ path }) => !publicationKeys.has(path.split('.')[0] ?? ''))
    .map(({ path, at }) =>
      settingsWarning(`{{${path}}} is empty unless a publisher adds it: an alert has no such key`, 'body', ...at),
    );
}
