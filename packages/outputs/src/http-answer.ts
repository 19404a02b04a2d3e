import { STATUS_CODES } from 'node:http';
import type { HttpResponse, Micros } from '@streamalert/core';
import type { SendResult } from './contract.ts';

/** Request timeout, too early, too many requests: the statuses below 500 that pass by themselves. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * What a plain HTTP answer means: 2xx is sent; 408, 425, 429 and 5xx may succeed later, after `Retry-After`; anything
 * else needs somebody to change something. Redirects are among these: they are not followed with a secret in hand.
 *
 * @param startedAt The time that a `Retry-After` date is counted from when the answer has no `Date`.
 */
export function resultOfAnswer(response: HttpResponse, startedAt: Micros): SendResult {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const reason = answerReason(response);
  if (status >= 500 || passing.has(status)) {
    const retryAfterMs = readRetryAfter(response.headers, startedAt);
    return { kind: 'retry', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  const credentialsRefused = status === 401 || status === 403;
  return { kind: 'permanent', reason, ...(credentialsRefused && { credentialsRefused }) };
}

/** `503 Service Unavailable: the queue is full` */
function answerReason({ status, body }: HttpResponse): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return body.trim() === '' ? title : `${title}: ${body.trim()}`;
}

/**
 * `Retry-After` in milliseconds, seconds or date (RFC 9110 §10.2.3). A date is compared with the answer's own `Date`,
 * so that it does not matter whose clock is wrong.
 */
function readRetryAfter(headers: HttpResponse['headers'], startedAt: Micros): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  const answered = Date.parse(headers['date'] ?? '');
  const from = Number.isNaN(answered) ? startedAt / 1000 : answered;
  return Number.isNaN(until) ? undefined : Math.max(0, until - from);
}
