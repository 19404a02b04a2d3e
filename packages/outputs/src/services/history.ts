import { type Alert, historyOutput } from '@streamalert/core';
import type { Output } from '../contract.ts';
import { configuredBy } from '../settings.ts';

/** What history is made of. */
export interface HistoryOutputOptions {
  /** Returns when the alert is kept for good; a repetition of one id must not count twice. */
  readonly write: (alert: Alert) => Promise<void>;
  /** Where the other descriptors of `aws-firehose` go; absent: they are parked. */
  readonly streams?: Output;
}

/**
 * The output `aws-firehose:alerts` that every alert has, on one machine: hands the alert to history.
 */
export function historyOutputService({ write, streams }: HistoryOutputOptions): Output {
  return {
    service: 'aws-firehose',
    credentials: [],
    idempotent: true,
    checkSettings: (settings) =>
      settings === undefined
        ? []
        : configuredBy('the name of a delivery stream', 'acme-alerts').checkSettings(settings),
    async send(delivery) {
      const { alert, descriptor } = delivery;
      if (`aws-firehose:${descriptor}` !== historyOutput) {
        if (streams !== undefined) return streams.send(delivery);
        return {
          kind: 'permanent',
          reason: `delivery streams are not available here, only ${historyOutput} (history)`,
        };
      }
      await write(alert);
      return { kind: 'sent' };
    },
  };
}
