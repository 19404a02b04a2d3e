import { describe, expect, it } from 'vitest';
import { type Answer, feeds, startDownloads, startServer } from './helpers/feed-server.ts';

const day = 86_400_000_000;
const key = 'k'.repeat(40);

describe('the ThreatStream feed', () => {
  const object = (value: string, more = {}) => ({
    value,
    type: 'ip',
    itype: 'c2_ip',
    source: 'Crowdstrike Falcon',
    expiration_ts: '2030-01-02T03:04:05.678Z',
    ...more,
  });

  /** Three pages, whose `next` repeats the credentials as the service does. */
  async function startThreatStream(objects: readonly (readonly unknown[])[]) {
    return startServer(({ query }): Answer => {
      const page = Number(query.get('page') ?? 0);
      const next = `/api/v2/intelligence/?username=mia&api_key=${key}&limit=1000&page=${page + 1}`;
      const meta = { offset: page * 1000, ...(page + 1 < objects.length && { next }) };
      return { body: { objects: objects[page], meta } };
    });
  }
  const downloads = () => startDownloads({ api_user: 'mia@example.com', api_key: key });

  it('is asked for what is wanted, with the key in a header alone', async () => {
    const server = await startThreatStream([[object('192.0.2.1')], [object('192.0.2.2')]]);
    const feed = feeds.threatstream(server.url, { iocTypes: ['ip', 'domain'], excludedSubTypes: ['scan_ip'] });

    await downloads().download(feed);

    expect(server.requests[0]?.query.get('q')).toBe(
      '(status="active") AND (type="ip" OR type="domain") AND NOT (itype="scan_ip")',
    );
    expect(server.requests.map(({ headers }) => headers.authorization)).toStrictEqual(
      Array(2).fill(`apikey mia@example.com:${key}`),
    );
    expect(server.requests.map(({ query }) => query.has('api_key') || query.has('username'))).toStrictEqual([
      false,
      false,
    ]);
  });

  it('gives indicators with what it says of them', async () => {
    const server = await startThreatStream([[object('192.0.2.1'), object('192.0.2.2', { expiration_ts: '' })]]);
    const { download, indicators, clock } = downloads();
    const now = clock.now();

    await download(feeds.threatstream(server.url));

    const told = { type: 'ip', subType: 'c2_ip', source: 'Crowdstrike Falcon' };
    expect(indicators.get('192.0.2.1')).toStrictEqual({
      value: '192.0.2.1',
      ...told,
      expires: Date.parse('2030-01-02T03:04:05.678Z') * 1000,
    });
    expect(Math.round(((indicators.get('192.0.2.2')?.expires ?? 0) - now) / day)).toBe(90);
  });

  it('keeps what some filter names, once', async () => {
    const objects = [
      object('192.0.2.1', { source: 'Crowdstrike and mia@airbnb.com' }),
      object('192.0.2.1', { expiration_ts: '2031-01-01T00:00:00.000Z' }),
      object('192.0.2.2', { source: 'somebody else' }),
      object('no address'),
      object('192.0.2.3', { expiration_ts: '2001-01-01T00:00:00.000Z' }),
      { value: '192.0.2.4' },
    ];
    const server = await startThreatStream([objects]);
    const { download, indicators } = downloads();

    const report = await download(feeds.threatstream(server.url, { iocFilters: ['crowdstrike', '@airbnb.com'] }));

    expect(report).toMatchObject({
      received: 5,
      stored: 1,
      duplicates: 1,
      filtered: 1,
      invalid: 1,
      expired: 1,
      skipped: { 'object without type or value': 1 },
    });
    expect(indicators.get('192.0.2.1')?.expires).toBe(Date.parse('2031-01-01T00:00:00.000Z') * 1000);
  });

  it('stops when it is told to, and goes on behind the page that was read', async () => {
    const server = await startThreatStream([[object('192.0.2.1')], [object('192.0.2.2')], [object('192.0.2.3')]]);
    const { download, indicators, checkpoints } = downloads();
    const stopped = await download(feeds.threatstream(server.url), { signal: AbortSignal.abort() });
    const kept = JSON.stringify([...checkpoints]);

    const rest = await download(feeds.threatstream(server.url));

    expect([stopped.outcome, stopped.pages, rest.outcome, rest.pages]).toStrictEqual(['stopped', 1, 'finished', 2]);
    expect(indicators.size).toBe(3);
    expect(server.requests.length).toBe(3);
    expect(kept).not.toContain(key);
  });

  it('fails without credentials', async () => {
    const server = await startThreatStream([[]]);

    const report = await startDownloads().download(feeds.threatstream(server.url));

    expect(report.error?.message).toBe('feed "acme": has no credentials: api_user and api_key are needed');
    expect(server.requests).toStrictEqual([]);
  });

  it('does not tell its key to another host', async () => {
    const elsewhere = await startServer(() => ({ body: {} }));
    const server = await startServer(() => ({
      body: { objects: [object('192.0.2.1')], meta: { next: `${elsewhere.url}/api/`, offset: 0 } },
    }));

    const report = await downloads().download(feeds.threatstream(server.url));

    expect(report.outcome).toBe('failed');
    expect(elsewhere.requests).toStrictEqual([]);
  });
});

describe('a TAXII feed', () => {
  const indicator = (pattern: string, more = {}) => ({ type: 'indicator', pattern_type: 'stix', pattern, ...more });

  /** Two collections; the first in two pages, then with what was added since. */
  async function startTaxii() {
    return startServer(({ path, query }): Answer => {
      if (path === '/api1/collections/') {
        return {
          body: {
            collections: [
              { id: 'b', can_read: true },
              { id: 'a', can_read: true },
              { id: 'c', can_read: false },
            ],
          },
        };
      }
      const added = { 'x-taxii-date-added-last': '2026-03-02T00:00:00.000001Z' };
      if (path === '/api1/collections/b/objects/') return { body: {} };
      if (query.get('added_after') !== null) {
        return {
          body: { objects: [indicator("[ipv4-addr:value = '192.0.2.1']", { revoked: true })] },
          headers: { 'x-taxii-date-added-last': '2026-03-03T00:00:00Z' },
        };
      }
      if (query.get('next') === 'page-2')
        return {
          body: { more: false, objects: [indicator("[domain-name:value = 'evil.example.com']")] },
          headers: added,
        };
      return {
        body: {
          more: true,
          next: 'page-2',
          objects: [
            indicator("[ipv4-addr:value = '192.0.2.1']", {
              indicator_types: ['malicious-activity'],
              valid_until: '2031-01-01T00:00:00Z',
            }),
          ],
        },
      };
    });
  }

  it('is read collection by collection and page by page, then only what was added', async () => {
    const server = await startTaxii();
    const { download, indicators, clock } = startDownloads({ username: 'mia', password: 'secret' });
    const feed = feeds.taxii(`${server.url}/api1`);
    const first = await download(feed);
    const known = new Map(indicators);
    clock.advance(1000);

    const second = await download(feed);

    expect([...known.keys()]).toStrictEqual(['192.0.2.1', 'evil.example.com']);
    expect(known.get('192.0.2.1')).toStrictEqual({
      value: '192.0.2.1',
      type: 'ip',
      subType: 'malicious-activity',
      source: 'acme',
      expires: Date.parse('2031-01-01T00:00:00Z') * 1000,
    });
    expect([first.pages, second.withdrawn, [...indicators.keys()]]).toStrictEqual([3, 1, ['evil.example.com']]);
    expect(
      server.requests.map(({ path, query }) => `${path} ${query.get('next')} ${query.get('added_after')}`),
    ).toStrictEqual([
      '/api1/collections/ null null',
      '/api1/collections/a/objects/ null null',
      '/api1/collections/a/objects/ page-2 null',
      '/api1/collections/b/objects/ null null',
      '/api1/collections/ null null',
      '/api1/collections/a/objects/ null 2026-03-02T00:00:00.000001Z',
      expect.stringMatching(/^\/api1\/collections\/b\/objects\/ null \d{4}-/),
    ]);
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'application/taxii+json;version=2.1',
      authorization: `Basic ${Buffer.from('mia:secret').toString('base64')}`,
    });
  });

  it('goes on at the page it was stopped at', async () => {
    const server = await startTaxii();
    const { download, indicators } = startDownloads({ token: 'secret' });
    const feed = feeds.taxii(`${server.url}/api1/`, { collections: ['a'] });
    await download(feed, { signal: AbortSignal.abort() });

    const rest = await download(feed);

    expect([rest.outcome, rest.pages, indicators.size]).toStrictEqual(['finished', 1, 2]);
    expect(server.requests[1]?.query.get('next')).toBe('page-2');
    expect(server.requests[1]?.headers.authorization).toBe('Bearer secret');
  });

  it('is read from its beginning when another choice of indicators is made', async () => {
    const server = await startTaxii();
    const { download, indicators } = startDownloads();
    await download(feeds.taxii(`${server.url}/api1/`, { collections: ['a'], iocTypes: ['ip'] }));
    const before = [...indicators.keys()];

    await download(feeds.taxii(`${server.url}/api1/`, { collections: ['a'], iocTypes: ['ip', 'domain'] }));

    expect([before, [...indicators.keys()]]).toStrictEqual([['192.0.2.1'], ['192.0.2.1', 'evil.example.com']]);
  });

  it('says that its url may be none when there is no collection', async () => {
    const server = await startServer(() => ({ body: { title: 'discovery' } }));

    const { error } = await startDownloads().download(feeds.taxii(server.url));

    expect(error?.message).toBe('feed "acme": has no collection that can be read; is its url an API root?');
  });
});

describe('a MISP feed', () => {
  const attribute = (type: string, value: string, more = {}) => ({
    type,
    value,
    to_ids: true,
    category: 'Network activity',
    ...more,
  });
  const events: Readonly<Record<string, unknown>> = {
    'e-1': {
      Event: {
        Orgc: { name: 'CIRCL' },
        Attribute: [
          attribute('ip-dst|port', '192.0.2.1|443'),
          attribute('domain|ip', 'evil.example.com|192.0.2.2'),
          attribute('filename|sha256', `a.exe|${'ab'.repeat(32)}`),
          attribute('ip-src', '192.0.2.3', { to_ids: false }),
          attribute('comment', 'nothing'),
        ],
        Object: [{ name: 'file', Attribute: [attribute('md5', 'cd'.repeat(16), { deleted: true })] }],
      },
    },
    'e-2': { Event: { Attribute: [attribute('url', 'http://evil.example.com/a')] } },
    'e-3': 'not JSON',
  };
  const manifest = {
    'e-2': { timestamp: '1700000002' },
    'e-1': { timestamp: '1700000001' },
    'e-3': { timestamp: '1700000003' },
    'e-4': { timestamp: '1700000004' },
  };

  async function startMisp() {
    const state = { manifest: manifest as Readonly<Record<string, { timestamp: string }>> };
    const server = await startServer(({ path }): Answer => {
      if (path === '/feed/manifest.json') return { body: state.manifest };
      const body = events[path.slice('/feed/'.length, -'.json'.length)];
      return body === undefined ? { status: 404 } : { body };
    });
    return { ...server, state };
  }

  it('is read event by event, oldest change first, without those that cannot be read', async () => {
    const server = await startMisp();
    const { download, indicators } = startDownloads();

    const report = await download(feeds.misp(`${server.url}/feed`));

    expect(report).toMatchObject({ outcome: 'finished', pages: 4, stored: 5, withdrawn: 1 });
    expect(report.skipped).toStrictEqual({
      'attribute that is not for detection': 1,
      'attribute of type comment': 1,
      'event that is not JSON': 1,
      'event that is not there': 1,
    });
    expect([...indicators.values()].map(({ type, value, source }) => [type, value, source])).toStrictEqual([
      ['ip', '192.0.2.1', 'CIRCL'],
      ['domain', 'evil.example.com', 'CIRCL'],
      ['ip', '192.0.2.2', 'CIRCL'],
      ['sha256', 'ab'.repeat(32), 'CIRCL'],
      ['url', 'http://evil.example.com/a', 'acme'],
    ]);
  });

  it('is asked for new and changed events only', async () => {
    const server = await startMisp();
    const { download } = startDownloads();
    const feed = feeds.misp(`${server.url}/feed/`);
    await download(feed);
    const unchanged = await download(feed);
    server.state.manifest = { ...manifest, 'e-2': { timestamp: '1800000000' } };
    server.requests.splice(0);

    await download(feed);

    expect(unchanged).toMatchObject({ outcome: 'finished', received: 0 });
    expect(server.requests.map(({ path }) => path)).toStrictEqual(['/feed/manifest.json', '/feed/e-2.json']);
  });
});

describe('a list feed', () => {
  it('takes the first word of each line, and tells what it is', async () => {
    const body = `# list\r\n\r\n192.0.2.1\n198.51.100.7/24 ; SBL1\nEvil.example.com\nhxxp://evil[.]example.com/a\n${'AB'.repeat(16)}\nnonsense\n`;
    const server = await startServer(() => ({ body }));
    const { download, indicators } = startDownloads();

    const report = await download(feeds.list(server.url));

    expect([...indicators.values()].map(({ type, value }) => [type, value])).toStrictEqual([
      ['ip', '192.0.2.1'],
      ['ip', '198.51.100.0/24'],
      ['domain', 'evil.example.com'],
      ['url', 'http://evil.example.com/a'],
      ['md5', 'ab'.repeat(16)],
    ]);
    expect(report.skipped).toStrictEqual({ 'value of no known type': 1 });
  });

  it('takes a column of CSV as abuse.ch writes it: its names in the last comment', async () => {
    const body = [
      '################################',
      '# abuse.ch, CC0',
      '# "first_seen_utc","ioc_id","ioc_value","threat_type"',
      '"2026-03-01 00:00:00", "1", "http://evil.example.com/a,b", "payload_delivery"',
      '"2026-03-01 00:00:00", "2", "http://evil.example.com/c", "botnet_cc"',
      '# Number of entries: 2',
    ].join('\r\n');
    const server = await startServer(() => ({ body }));
    const { download, indicators } = startDownloads();
    const csv = { format: 'csv', iocType: 'url', column: 'ioc_value', subTypeColumn: 'threat_type' };

    await download(feeds.list(server.url, { ...csv, excludedSubTypes: ['botnet_cc'] }));

    expect([...indicators.values()].map(({ value, subType, source }) => [value, subType, source])).toStrictEqual([
      ['http://evil.example.com/a,b', 'payload_delivery', 'acme'],
    ]);
  });

  it.each([
    ['a position', { column: 2 }, 'a;192.0.2.1\n'],
    ['a name of the first row', { column: 'Address', header: true }, 'name;address\na;192.0.2.1\n'],
  ])('finds a column by %s', async (_case, options, body) => {
    const server = await startServer(() => ({ body }));
    const { download, indicators } = startDownloads();

    await download(feeds.list(server.url, { format: 'csv', delimiter: ';', ...options }));

    expect([...indicators.keys()]).toStrictEqual(['192.0.2.1']);
  });

  it('fails when the column is not there', async () => {
    const server = await startServer(() => ({ body: 'name,address\na,192.0.2.1\n' }));

    const { error } = await startDownloads().download(
      feeds.list(server.url, { format: 'csv', column: 'ip', header: true }),
    );

    expect(error?.message).toBe('feed "acme": has no column "ip"; there are name, address');
  });

  it('is not read again while it has not changed, until half of the time of its values has passed', async () => {
    const server = await startServer(({ headers }) =>
      headers['if-none-match'] === '"v1"' ? { status: 304 } : { body: '192.0.2.1\n', headers: { etag: '"v1"' } },
    );
    const { download, indicators, clock } = startDownloads();
    const feed = feeds.list(server.url, { expiresDays: 7 });
    await download(feed);
    const expires = indicators.get('192.0.2.1')?.expires ?? 0;
    const unchanged = await download(feed);
    clock.advance((4 * day) / 1000);

    const renewed = await download(feed);

    expect([unchanged.outcome, unchanged.received, renewed.stored]).toStrictEqual(['finished', 0, 1]);
    expect(indicators.get('192.0.2.1')?.expires).toBeGreaterThan(expires + 3 * day);
  });
});
