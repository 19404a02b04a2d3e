import { createHash } from 'node:crypto';
import { formatTimestamp, type JsonObject, type Severity } from '@streamalert/core';
import type { Delivery } from '../../contract.ts';
import { cutText, fitJson, jsonBytes } from '../../render/cut.ts';
import { plainText } from '../../render/json-text.ts';
import { type Overrides, overridesOf } from '../../render/overrides.ts';

/** Accounts in Europe have `https://events.eu.pagerduty.com/v2/enqueue`. */
export const defaultEventsUrl = 'https://events.pagerduty.com/v2/enqueue';

/** @see https://developer.pagerduty.com/docs/events-api-v2-overview */
const maxSummary = 1024;
const maxDedupKey = 255;
const maxEventBytes = 512 * 1024;

const severities = ['info', 'warning', 'error', 'critical'];
const severityOf: Readonly<Record<Severity, string>> = {
  info: 'info',
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
};

/** What an event shows; the rest is the same for each service of PagerDuty. */
export interface EventContent {
  readonly summary: string;
  readonly details: JsonObject | string;
  readonly severity: string;
  readonly clientUrl: string;
  readonly links: readonly JsonObject[];
  readonly images: readonly JsonObject[];
  readonly component?: string;
  readonly group?: string;
  readonly class?: string;
}

/** The content that `@pagerduty-v2.…` keys change. */
export function eventContent(
  { alert, publication }: Pick<Delivery, 'alert' | 'publication'>,
  withRecord = true,
): EventContent {
  const overrides = overridesOf(publication, 'pagerduty-v2');
  const details = overrides.value('custom_details');
  return {
    summary: overrides.text('summary', `StreamAlert Rule Triggered - ${alert.ruleName}`),
    details:
      details === undefined
        ? { description: alert.ruleDescription, ...(withRecord && { record: alert.record }) }
        : typeof details === 'object' && details !== null && !Array.isArray(details)
          ? (details as JsonObject)
          : plainText(details),
    severity: readSeverity(overrides, alert.severity),
    clientUrl: overrides.text('client_url', ''),
    links: linksOf(overrides),
    images: imagesOf(overrides),
    ...texts(overrides, ['component', 'group', 'class']),
  };
}

/** The body of a trigger event, at most 512 KB: what is too large in the details is cut and says so. */
export function pagerdutyEvent(delivery: Delivery, routingKey: string, content = eventContent(delivery)): JsonObject {
  const { alert } = delivery;
  const { summary, details, severity, clientUrl, links, images, ...labels } = content;
  const event = {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey(delivery),
    payload: {
      summary: cutText(summary, maxSummary),
      source: alert.logSource || alert.sourceEntity || 'StreamAlert',
      severity,
      timestamp: formatTimestamp(alert.created),
      ...labels,
    },
    client: 'StreamAlert',
    ...(clientUrl !== '' && { client_url: clientUrl }),
    images,
    links,
  };
  const room = maxEventBytes - jsonBytes(event) - 20;
  return { ...event, payload: { ...event.payload, custom_details: fitJson(details, Math.max(1024, room)) } };
}

/** `{descriptor}:{alert id}`, as 3.5 made it. */
export function dedupKey({ descriptor, alert }: Pick<Delivery, 'descriptor' | 'alert'>): string {
  const key = `${descriptor}:${alert.id}`;
  return key.length <= maxDedupKey ? key : createHash('sha256').update(key).digest('hex');
}

function readSeverity(overrides: Overrides, severity: Severity | undefined): string {
  const given = overrides.text('severity', severity === undefined ? 'critical' : severityOf[severity]).toLowerCase();
  return severities.includes(given) ? given : 'critical';
}

function texts(overrides: Overrides, names: readonly string[]): Record<string, string> {
  const given = names.map((name) => [name, overrides.text(name, '')] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** `{ href, text? }`; the address stands in for a text that is missing. */
function linksOf(overrides: Overrides): JsonObject[] {
  const given = (overrides.objects('links') ?? []).filter(({ href }) => typeof href === 'string' && href !== '');
  return given.map(({ href, text }) => ({ href: href as string, text: plainText(text) || (href as string) }));
}

/** `{ src, href?, alt? }`; without `src` there is nothing to show. */
function imagesOf(overrides: Overrides): JsonObject[] {
  const given = (overrides.objects('images') ?? []).filter(({ src }) => typeof src === 'string' && src !== '');
  return given.map(({ src, href, alt }) => ({ src: src as string, href: plainText(href), alt: plainText(alt) }));
}
