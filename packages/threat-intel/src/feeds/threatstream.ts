import type { FeedConfig } from '@streamalert/config';
import { isJsonObject, type Json } from '@streamalert/rules-sdk';
import { FeedError } from '../errors.ts';
import { listOf, textOf } from '../formats/json-values.ts';
import { readThreatStreamObjects } from '../formats/threatstream.ts';
import type { FeedKind, ReadOptions } from './read-feed.ts';

type ThreatStream = Extract<FeedConfig, { readonly type: 'threatstream' }>;

const pageSize = 1000;
/** The service pages no further. */
const lastOffset = 500_000 - pageSize;

/** Anomali ThreatStream. User name and key travel in a header, and in no address that is kept or logged. */
export const threatStream: FeedKind<ThreatStream> = {
  credentials: [
    { name: 'api_user', description: 'user name of the API, an e-mail address', mask: false, optional: false },
    { name: 'api_key', description: 'key of the API, 40 letters and digits', mask: true, optional: false },
  ],
  async *read(options) {
    const { feed, credentials, client, position } = options;
    const { api_user: user, api_key: key } = credentials;
    if (user === undefined || key === undefined) {
      throw new FeedError(feed.name, 'has no credentials: api_user and api_key are needed');
    }
    const headers = { authorization: `apikey ${user}:${key}` };
    let url = startOf(options, position);
    for (;;) {
      const { content } = await client.getJson({ url, headers });
      if (!isJsonObject(content) || !Array.isArray(content['objects'])) {
        throw new FeedError(feed.name, 'answered with something that has no list of objects');
      }
      const next = nextPage(content['meta'], options);
      const parsed = readThreatStreamObjects(listOf(content['objects']));
      // Read to the end, the next download begins anew: what the service holds changes at any place.
      yield { ...parsed, position: next === undefined ? null : pathOf(next), more: next !== undefined };
      if (next === undefined) return;
      url = next;
    }
  },
};

function startOf({ url, feed }: ReadOptions<ThreatStream>, position: Json | undefined): URL {
  if (typeof position === 'string') return new URL(position, url);
  const start = new URL('/api/v2/intelligence/', url);
  start.searchParams.set('limit', String(pageSize));
  start.searchParams.set('q', queryOf(feed));
  return start;
}

/** The query language of the service: `(status="active") AND (type="ip" OR …) AND NOT (itype="scan_ip" OR …)`. */
function queryOf({ iocTypes, excludedSubTypes }: ThreatStream): string {
  const either = (field: string, values: readonly string[]): string =>
    `(${values.map((value) => `${field}="${value.replace(/["\\]/g, '')}"`).join(' OR ')})`;
  return [
    '(status="active")',
    ...(iocTypes.length > 0 ? [`AND ${either('type', iocTypes)}`] : []),
    ...(excludedSubTypes.length > 0 ? [`AND NOT ${either('itype', excludedSubTypes)}`] : []),
  ].join(' ');
}

function nextPage(meta: Json | undefined, { url }: ReadOptions<ThreatStream>): URL | undefined {
  if (!isJsonObject(meta)) return undefined;
  const next = textOf(meta['next']);
  const offset = Number(meta['offset'] ?? 0);
  if (next === undefined || next === '' || offset >= lastOffset || !URL.canParse(next, url.href)) return undefined;
  const address = new URL(next, url);
  // The service repeats what it was once told in addresses; it is not told that way, and not kept.
  address.searchParams.delete('username');
  address.searchParams.delete('api_key');
  return address;
}

const pathOf = ({ pathname, search }: URL): string => pathname + search;
