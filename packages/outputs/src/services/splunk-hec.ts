import type { HttpClient, JsonObject } from '@streamalert/core';
import type { Delivery, Output, OutputService } from '../contract.ts';
import { addressField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { joinUrl, post } from '../exchange.ts';
import { withAlertId } from '../publication-keys.ts';
import { fitJson } from '../render/cut.ts';
import { takesObject, text } from '../settings.ts';

/** A line that is longer is cut by default where it is indexed (`TRUNCATE`), and then is no JSON any more. */
const maxEventBytes = 1_000_000;

/** What is known of Splunk's HTTP Event Collector without sending. */
export const splunkHecService: OutputService = defineService({
  service: 'splunk-hec',
  credentials: [
    addressField('url', 'the address of the collector, e.g. https://http-inputs-acme.splunkcloud.com'),
    secretField('token', 'the token of the collector'),
  ],
  idempotent: false,
  checkSettings: takesObject({ index: text, sourcetype: text, source: text, host: text, channel: text }),
});

/**
 * Sends each alert as one event to Splunk's HTTP Event Collector. Splunk keeps repetitions; `fields.alert_id` tells them.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector
 */
export function splunkHec({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(splunkHecService, (delivery) => {
    const { url = '', token = '' } = delivery.credentials;
    const { channel } = settingsOf(delivery);
    const headers = {
      authorization: `Splunk ${token}`,
      // A token with indexer acknowledgement asks for a channel.
      ...(channel !== undefined && { 'x-splunk-request-channel': channel }),
    };
    return post(http, delivery, { url: joinUrl(url, 'services/collector/event'), headers, json: hecEvent(delivery) });
  });
}

type HecSettings = Readonly<Record<'index' | 'sourcetype' | 'source' | 'host' | 'channel', string | undefined>>;

const settingsOf = ({ settings }: Delivery): Partial<HecSettings> => (settings ?? {}) as Partial<HecSettings>;

function hecEvent(delivery: Delivery): JsonObject {
  const { alert, publication } = delivery;
  const { index, sourcetype = 'streamalert:alert', source = 'streamalert', host } = settingsOf(delivery);
  return {
    time: Number((alert.created / 1e6).toFixed(3)),
    source,
    sourcetype,
    ...(index !== undefined && { index }),
    ...(host !== undefined && { host }),
    event: fitJson(withAlertId(publication, alert), maxEventBytes),
    fields: {
      alert_id: alert.id,
      rule_name: alert.ruleName,
      ...(alert.severity !== undefined && { severity: alert.severity }),
    },
  };
}
