import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FeedConfig } from '@streamalert/config';
import { onTestFinished } from 'vitest';

/** A collection of TAXII that holds an address a page, `192.0.2.1` on the first. */
export async function startFeeds(pages = 1) {
  const asked: string[] = [];
  const state = { status: 200, pages };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(`${pathname}${searchParams.has('next') ? `?next=${searchParams.get('next')}` : ''}`);
    const page = Number(searchParams.get('next') ?? 1);
    const objects = [{ type: 'indicator', pattern_type: 'stix', pattern: `[ipv4-addr:value = '192.0.2.${page}']` }];
    const more = page < state.pages;
    response.writeHead(state.status, { 'content-type': 'application/taxii+json;version=2.1' });
    response.end(JSON.stringify({ objects, more, ...(more && { next: String(page + 1) }) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, asked, state };
}

/** A feed of one collection, which is read from its beginning. */
export const taxiiFeed = (name: string, url: string, more: Partial<FeedConfig> = {}): FeedConfig =>
  ({
    name,
    type: 'taxii',
    url,
    collections: ['c'],
    enabled: true,
    iocTypes: [],
    iocFilters: [],
    excludedSubTypes: [],
    expiresDays: 90,
    intervalMinutes: 60,
    ...more,
  }) as FeedConfig;
