import { type HttpClient, type HttpResponse, type Json, parseJson, stringifyJson } from '@streamalert/core';
import type { Delivery, SendResult } from './contract.ts';
import { resultOfAnswer } from './http-answer.ts';

/** A request to a service. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with the content type. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string;
  /** Of this request alone, in milliseconds; the deadline of the delivery still holds. */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface Exchange {
  readonly response: HttpResponse;
  /** Present unless the answer is 2xx: what that means for the delivery. */
  readonly failed?: Exclude<SendResult, { kind: 'sent' }>;
  /** The body, where it is JSON. */
  readonly json: Json | undefined;
}

/** One request of a delivery, within its time. @throws HttpRequestError when there is no answer. */
export async function exchange(http: HttpClient, delivery: Delivery, call: Call): Promise<Exchange> {
  const { method = 'POST', url, headers, json, body, timeoutMs = Number.POSITIVE_INFINITY } = call;
  const response = await http.request({
    method,
    url,
    headers: {
      accept: 'application/json',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json !== undefined && { body: stringifyJson(json) }),
    ...(body !== undefined && { body }),
    timeoutMs: Math.min(timeoutMs, delivery.timeLeftMs()),
  });
  const result = resultOfAnswer(response, delivery.startedAt);
  return { response, ...(result.kind !== 'sent' && { failed: result }), json: jsonOf(response.body) };
}

/** One request whose answer alone decides. */
export async function post(http: HttpClient, delivery: Delivery, call: Call): Promise<SendResult> {
  return (await exchange(http, delivery, call)).failed ?? { kind: 'sent' };
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** `joinUrl('https://x.example/base/', 'rest/issue')` → `https://x.example/base/rest/issue` */
export const joinUrl = (base: string, path: string): string =>
  `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

/** `Basic …` for a user and a password. @see https://www.rfc-editor.org/rfc/rfc7617 */
export const basicAuth = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** The answer was 2xx and yet does not hold what the next step needs: somebody else may answer in place of the service. */
export const unexpectedAnswer = (what: string): SendResult => ({
  kind: 'retry',
  reason: `the answer holds no ${what}`,
});
