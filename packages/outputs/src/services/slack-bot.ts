import type { HttpClient, Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { exchange, joinUrl } from '../exchange.ts';
import { plainText } from '../render/json-text.ts';
import { takesNoSettings } from '../settings.ts';
import { alertMessage, memberMessages } from './slack-bot/messages.ts';

const defaultApi = 'https://slack.com/api';

/** Answers that pass by themselves; any other `error` needs somebody. @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing: ReadonlySet<string> = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'service_unavailable',
  'internal_error',
  'fatal_error',
  'request_timeout',
  'team_added_to_org',
]);
const refusals: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'no_permission',
  'missing_scope',
]);

/** Deliveries that are remembered while they are under way, so that a repetition goes on in their thread. */
const remembered = 1000;

/** What is known of Slack's chat.postMessage without sending. */
export const slackBotService: OutputService = defineService({
  service: 'slack-bot',
  credentials: [
    secretField('token', 'the bot token, xoxb-…, with the scope chat:write'),
    plainField('channel', 'the id of the channel, e.g. C0123456789'),
    optional(addressField('api', `the address of the Web API, if it is not ${defaultApi}`)),
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Posts alerts as a bot. What the members of a merged alert do not have in common follows in the message's thread.
 * A delivery that fails within the thread goes on there when it is repeated by the same process; Slack has no key by
 * which it would recognise one of another.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function slackBot({ http }: { readonly http: HttpClient }): Output {
  const posted = new Map<string, { readonly ts: string; next: number }>();
  return defineOutput(slackBotService, async (delivery) => {
    const { idempotencyKey: key } = delivery;
    let thread = posted.get(key);
    if (thread === undefined) {
      const first = await postMessage(http, delivery, alertMessage(delivery));
      if (first.failed) return first.failed;
      thread = { ts: first.ts, next: 0 };
      posted.set(key, thread);
      if (posted.size > remembered) posted.delete(posted.keys().next().value ?? '');
    }
    const replies = memberMessages(delivery);
    for (; thread.next < replies.length; thread.next++) {
      const { failed } = await postMessage(http, delivery, { ...replies[thread.next], thread_ts: thread.ts });
      if (failed) return failed;
    }
    posted.delete(key);
    return { kind: 'sent' };
  });
}

type Posted =
  | { readonly failed: SendResult; readonly ts?: undefined }
  | { readonly failed?: undefined; readonly ts: string };

/** HTTP 200 with `ok: false` is a failure. */
async function postMessage(http: HttpClient, delivery: Delivery, message: JsonObject): Promise<Posted> {
  const { token = '', channel = '', api = defaultApi } = delivery.credentials;
  const { failed, json } = await exchange(http, delivery, {
    url: joinUrl(api, 'chat.postMessage'),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    json: { channel, ...message, unfurl_links: false, unfurl_media: false },
  });
  if (failed) return { failed };
  const answer = isJsonObject(json) ? json : {};
  return answer['ok'] === true ? { ts: plainText(answer['ts']) } : { failed: failure(answer['error']) };
}

function failure(error: Json | undefined): SendResult {
  const reason = plainText(error) || 'the answer is not one of Slack';
  if (passing.has(reason) || error === undefined) return { kind: 'retry', reason };
  return { kind: 'permanent', reason, ...(refusals.has(reason) && { credentialsRefused: true }) };
}
