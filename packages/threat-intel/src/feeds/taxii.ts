import type { FeedConfig } from '@streamalert/config';
import { formatTimestamp } from '@streamalert/core';
import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';
import { FeedError } from '../errors.ts';
import { listOf, textOf } from '../formats/json-values.ts';
import { readStixObjects, stixObjectsOf } from '../formats/stix.ts';
import { authorization, type FeedKind, httpCredentials, type ReadOptions } from './read-feed.ts';

type Taxii = Extract<FeedConfig, { readonly type: 'taxii' }>;

const accept = 'application/taxii+json;version=2.1';
const pageSize = 1000;

/** Where the reading of one collection is. */
type CollectionPosition = {
  /** Everything that was added until then is known. */
  readonly added_after?: string;
  /** Set while a reading is under way: its own `added_after`, and the server's mark of the next page. */
  readonly next?: string;
  /** The newest that this reading has seen. */
  readonly newest?: string;
};

/**
 * A STIX/TAXII 2.1 API root: the objects that were added to each collection since it was read before.
 *
 * @see https://docs.oasis-open.org/cti/taxii/v2.1/os/taxii-v2.1-os.html#_Toc31107541
 */
export const taxii: FeedKind<Taxii> = {
  credentials: httpCredentials,
  async *read(options) {
    const collections = await collectionsOf(options);
    let positions: JsonObject = isJsonObject(options.position) ? options.position : {};
    for (const [index, id] of collections.entries()) {
      for await (const page of readCollection(id, positionOf(positions[id]), options)) {
        positions = { ...positions, [id]: page.position };
        const more = page.more || index + 1 < collections.length;
        yield { ...page.parsed, position: positions, more };
      }
    }
  },
};

async function* readCollection(id: string, from: CollectionPosition, options: ReadOptions<Taxii>) {
  const { url: root, feed, credentials, client, clock } = options;
  const began = formatTimestamp(clock.now());
  let position = from;
  for (;;) {
    const url = new URL(`collections/${encodeURIComponent(id)}/objects/`, root);
    url.searchParams.set('limit', String(pageSize));
    url.searchParams.set('match[type]', 'indicator');
    if (position.added_after !== undefined) url.searchParams.set('added_after', position.added_after);
    if (position.next !== undefined) url.searchParams.set('next', position.next);
    const headers = { accept, ...authorization(credentials) };
    const { response, content } = await client.getJson({ url, headers });
    const objects = isJsonObject(content) && Object.keys(content).length === 0 ? [] : stixObjectsOf(content);
    if (objects === undefined) throw new FeedError(feed.name, 'answered with something that is no TAXII envelope');
    const envelope = content as JsonObject;
    const newest = response.headers['x-taxii-date-added-last'] ?? position.newest;
    const next = textOf(envelope['next']);
    const more = envelope['more'] === true && next !== undefined && next !== position.next;
    const kept = position.added_after === undefined ? {} : { added_after: position.added_after };
    position = more
      ? { ...kept, next, ...(newest !== undefined && { newest }) }
      : // A server that does not say when objects were added has given all that it had when it was asked.
        { added_after: newest ?? (objects.length > 0 ? began : (position.added_after ?? began)) };
    yield { parsed: readStixObjects(objects, feed.name), position, more };
    if (!more) return;
  }
}

async function collectionsOf({ url, feed, credentials, client }: ReadOptions<Taxii>): Promise<readonly string[]> {
  if (feed.collections.length > 0) return feed.collections;
  const headers = { accept, ...authorization(credentials) };
  const { content } = await client.getJson({ url: new URL('collections/', url), headers });
  const collections = isJsonObject(content) ? listOf(content['collections']) : [];
  const readable = collections.flatMap((one): string[] => {
    const id = isJsonObject(one) && one['can_read'] !== false ? textOf(one['id']) : undefined;
    return id === undefined ? [] : [id];
  });
  if (readable.length === 0)
    throw new FeedError(feed.name, 'has no collection that can be read; is its url an API root?');
  return readable.sort();
}

function positionOf(value: Json | undefined): CollectionPosition {
  if (!isJsonObject(value)) return {};
  const fields = (['added_after', 'next', 'newest'] as const).flatMap((name) => {
    const text = textOf(value[name]);
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(fields) as CollectionPosition;
}
