import { type Alert, historyOutput } from '@streamalert/core';
import type { Output } from '../contract.ts';
import { takesText } from '../settings.ts';

/**
 * The output `aws-firehose:alerts` that every alert has, on one machine: hands the alert to history.
 *
 * @param options.write Returns when the alert is kept for good; a repetition of one id must not count twice.
 */
export function historyOutputService({ write }: { readonly write: (alert: Alert) => Promise<void> }): Output {
  return {
    service: 'aws-firehose',
    credentials: [],
    idempotent: true,
    checkSettings: (settings) => (settings === undefined ? [] : takesText('a stream name', 'stream')(settings)),
    async send({ alert, descriptor }) {
      if (`aws-firehose:${descriptor}` !== historyOutput) {
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
