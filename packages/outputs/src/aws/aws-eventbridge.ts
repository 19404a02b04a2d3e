import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { stringifyJson } from '@streamalert/core';
import type { Output, OutputService, SendResult } from '../contract.ts';
import { defineOutput, defineService } from '../define.ts';
import { withAlertId } from '../publication-keys.ts';
import { cutText, fitJson } from '../render/cut.ts';
import { overridesOf } from '../render/overrides.ts';
import { configuredBy } from '../settings.ts';
import { type AwsAccess, clientSettings } from './support/access.ts';
import { once, sendToAws } from './support/send.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html 1 MB an entry since 2026; source and time count */
const maxDetailBytes = 1_000_000;

/** What is known of Amazon EventBridge without sending. */
export const awsEventbridgeService: OutputService = defineService({
  service: 'aws-eventbridge',
  credentials: [],
  idempotent: false,
  ...configuredBy('the name or ARN of an event bus', 'default'),
});

/**
 * Puts each alert on an event bus: source `streamalert`, detail type `StreamAlert Alert`, and the publication as detail.
 * Rules of EventBridge match on it, e.g. `{ "source": ["streamalert"], "detail": { "severity": ["critical"] } }`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function awsEventbridge({
  aws,
  client,
}: {
  readonly aws: AwsAccess;
  readonly client?: EventBridgeClient;
}): Output {
  const eventBridge = once(async () => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    return { PutEventsCommand, client: client ?? new EventBridgeClient(clientSettings(aws)) };
  });
  return defineOutput(awsEventbridgeService, ({ alert, publication, settings, signal }) =>
    sendToAws(async () => {
      const { PutEventsCommand, client } = await eventBridge();
      const overrides = overridesOf(publication, 'aws-eventbridge');
      const detail = overrides.object('detail') ?? withAlertId(publication, alert);
      const entry = {
        EventBusName: settings as string,
        Source: 'streamalert',
        DetailType: cutText(overrides.text('detail_type', 'StreamAlert Alert'), 128),
        Detail: stringifyJson(fitJson(detail, maxDetailBytes)),
        Time: new Date(Math.floor(alert.created / 1000)),
      };
      const { FailedEntryCount = 0, Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }), {
        abortSignal: signal,
      });
      return FailedEntryCount === 0 ? { kind: 'sent' } : entryFailure(Entries[0]);
    }),
  );
}

/** An answer of 200 may still hold an entry that was not taken. */
function entryFailure(
  entry: { readonly ErrorCode?: string | undefined; readonly ErrorMessage?: string | undefined } = {},
): SendResult {
  const { ErrorCode = 'InternalFailure', ErrorMessage = '' } = entry;
  const reason = `${ErrorCode}: ${ErrorMessage}`;
  return /^(Throttling|Internal)/.test(ErrorCode) ? { kind: 'retry', reason } : { kind: 'permanent', reason };
}
