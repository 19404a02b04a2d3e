import type { FeedConfig } from '@streamalert/config';
import type { Micros } from '@streamalert/core';
import { isJsonObject, type Json } from '@streamalert/rules-sdk';
import { FeedError, IndicatorFormatError } from '../errors.ts';
import { textOf } from '../formats/json-values.ts';
import { readList } from '../formats/list.ts';
import { authorization, type FeedKind, httpCredentials } from './read-feed.ts';

type List = Extract<FeedConfig, { readonly type: 'list' }>;

/** What is kept of the last reading. */
interface ListPosition {
  readonly etag?: string;
  readonly modified?: string;
  readonly read: Micros;
}

/**
 * A plain list, read whole. While half of the time that its values count has not passed, it is only asked whether it has
 * changed.
 */
export const list: FeedKind<List> = {
  credentials: [...httpCredentials, { name: 'auth_key', description: 'key of abuse.ch', mask: true, optional: true }],
  async *read({ feed, url, credentials, client, clock, position }) {
    const before = positionOf(position);
    const now = clock.now();
    const isFresh = before !== undefined && now - before.read < (feed.expiresDays * 86_400_000_000) / 2;
    const response = await client.get({
      url,
      headers: {
        ...authorization(credentials),
        ...(credentials['auth_key'] !== undefined && { 'auth-key': credentials['auth_key'] }),
        ...(isFresh && before.etag !== undefined && { 'if-none-match': before.etag }),
        ...(isFresh && before.modified !== undefined && { 'if-modified-since': before.modified }),
      },
      also: [304],
    });
    if (response.status === 304) {
      yield { indicators: [], skipped: {}, position: position ?? null, more: false };
      return;
    }
    const { etag, 'last-modified': modified } = response.headers;
    const next = { read: now, ...(etag !== undefined && { etag }), ...(modified !== undefined && { modified }) };
    try {
      yield { ...readList(response.body, feed, feed.name), position: next, more: false };
    } catch (cause) {
      if (cause instanceof IndicatorFormatError) throw new FeedError(feed.name, cause.message, { cause });
      throw cause;
    }
  },
};

function positionOf(position: Json | undefined): ListPosition | undefined {
  if (!isJsonObject(position) || typeof position['read'] !== 'number') return undefined;
  const [etag, modified] = [textOf(position['etag']), textOf(position['modified'])];
  return { read: position['read'], ...(etag !== undefined && { etag }), ...(modified !== undefined && { modified }) };
}
