import type { FeedConfig } from '@streamalert/config';
import { parseJson } from '@streamalert/core';
import { isJsonObject, type Json } from '@streamalert/rules-sdk';
import { FeedError } from '../errors.ts';
import { readMispEvent } from '../formats/misp.ts';
import type { ParsedIndicators } from '../types.ts';
import { authorization, type FeedKind, httpCredentials, type ReadOptions } from './read-feed.ts';

type Misp = Extract<FeedConfig, { readonly type: 'misp' }>;

/** An event of the manifest. */
interface ListedEvent {
  readonly uuid: string;
  /** Seconds since 1970 of its last change. */
  readonly timestamp: number;
}

/**
 * A MISP feed: the events of `manifest.json` that are new or have changed since it was read before, oldest change first.
 * An event that is not there, or cannot be read, is counted, and the others are read.
 *
 * @see https://www.misp-project.org/misp-core-format/
 */
export const misp: FeedKind<Misp> = {
  credentials: httpCredentials,
  async *read(options) {
    const { url, feed, credentials, client, position } = options;
    const headers = { accept: 'application/json', ...authorization(credentials) };
    const { content } = await client.getJson({ url: new URL('manifest.json', url), headers });
    const events = eventsAfter(positionOf(position), content, feed.name);
    if (events.length === 0) {
      yield { indicators: [], skipped: {}, position: position ?? null, more: false };
      return;
    }
    for (const [index, event] of events.entries()) {
      const parsed = await readEvent(event, options, headers);
      const { uuid, timestamp } = event;
      yield { ...parsed, position: { uuid, timestamp }, more: index + 1 < events.length };
    }
  },
};

function eventsAfter(from: ListedEvent | undefined, manifest: Json, feed: string): readonly ListedEvent[] {
  if (!isJsonObject(manifest)) throw new FeedError(feed, 'has a manifest.json that is no object of events');
  return Object.entries(manifest)
    .map(([uuid, event]) => ({ uuid, timestamp: isJsonObject(event) ? Number(event['timestamp']) : Number.NaN }))
    .filter(({ uuid, timestamp }) => /^[\w-]+$/.test(uuid) && !Number.isNaN(timestamp))
    .sort(inOrder)
    .filter((event) => from === undefined || inOrder(event, from) > 0);
}

const inOrder = (a: ListedEvent, b: ListedEvent): number =>
  a.timestamp - b.timestamp || (a.uuid < b.uuid ? -1 : a.uuid === b.uuid ? 0 : 1);

async function readEvent(
  { uuid }: ListedEvent,
  { url, feed, client }: ReadOptions<Misp>,
  headers: Readonly<Record<string, string>>,
): Promise<ParsedIndicators> {
  const response = await client.get({ url: new URL(`${uuid}.json`, url), headers, also: [404, 410] });
  if (response.status >= 400) return { indicators: [], skipped: { 'event that is not there': 1 } };
  try {
    const parsed = readMispEvent(parseJson(response.body), feed.name);
    return parsed ?? { indicators: [], skipped: { 'file that is no event': 1 } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { indicators: [], skipped: { 'event that is not JSON': 1 } };
  }
}

function positionOf(position: Json | undefined): ListedEvent | undefined {
  if (!isJsonObject(position)) return undefined;
  const { uuid, timestamp } = position;
  return typeof uuid === 'string' && typeof timestamp === 'number' ? { uuid, timestamp } : undefined;
}
