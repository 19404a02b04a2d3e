import { describe, expect, it } from 'vitest';
import { type Answer, feeds, startDownloads, startServer } from './helpers/feed-server.ts';

const secret = 'marker-0123456789abcdef';
const credentials = { api_user: 'mia@example.com', api_key: secret, username: 'mia', password: secret };

const stix = { objects: [{ type: 'indicator', pattern_type: 'stix', pattern: "[ipv4-addr:value = '192.0.2.1']" }] };
const event = { Event: { Attribute: [{ type: 'ip-dst', to_ids: true, value: '192.0.2.1' }] } };

/** What a feed of each type answers each path with when all is well. */
const kinds = [
  ['threatstream', { '/api/v2/intelligence/': { objects: [{ type: 'ip', value: '192.0.2.1' }], meta: {} } }],
  ['taxii', { '/collections/': { collections: [{ id: 'a', can_read: true }] }, '/collections/a/objects/': stix }],
  ['misp', { '/manifest.json': { 'e-1': { timestamp: '1700000000' } }, '/e-1.json': event }],
  ['list', { '/': '# comment\n192.0.2.1\n' }],
] as const satisfies readonly (readonly [keyof typeof feeds, Readonly<Record<string, unknown>>])[];

describe.each(kinds)('a feed of type %s', (type, bodies) => {
  const pages: Readonly<Record<string, unknown>> = bodies;
  const well = ({ path }: { path: string }): Answer =>
    path in pages ? { body: pages[path] } : { status: 404, body: 'no such page' };

  /** A server that answers the first so many requests otherwise. */
  async function startFailing(answer: Answer, times = Number.POSITIVE_INFINITY) {
    let left = times;
    const server = await startServer((request) => {
      left -= 1;
      return left >= 0 ? answer : well(request);
    });
    const downloads = startDownloads(credentials);
    const report = await downloads.download(feeds[type](server.url));
    const everything = JSON.stringify([
      report,
      ...downloads.checkpoints,
      ...server.requests.map(({ path, query }) => [path, ...query]),
    ]);
    expect(everything).not.toContain(secret);
    return { report, server, ...downloads };
  }

  it('is read to its end', async () => {
    const { report, indicators } = await startFailing({}, 0);

    expect(report).toMatchObject({ feed: 'acme', outcome: 'finished', received: 1, stored: 1 });
    expect([...indicators.keys()]).toStrictEqual(['192.0.2.1']);
  });

  it('is not asked again when it refuses the credentials', async () => {
    const { report, server } = await startFailing({ status: 401, body: secret });

    expect(report).toMatchObject({
      outcome: 'failed',
      error: { message: 'feed "acme": answered 401: it refuses the credentials', retryable: false },
    });
    expect(server.requests.length).toBe(1);
  });

  it('is left alone for as long as it asks', async () => {
    const { report, waits } = await startFailing({ status: 429, headers: { 'retry-after': '7' } }, 1);

    expect([report.outcome, waits]).toStrictEqual(['finished', [7000]]);
  });

  it('is left to the next download when it asks for more than a minute', async () => {
    const { report, waits } = await startFailing({ status: 429, headers: { 'retry-after': '3600' } });

    expect(report.error).toStrictEqual({
      message: 'feed "acme": answered 429, and wants to be asked again in 3600 s',
      retryable: true,
    });
    expect(waits).toStrictEqual([]);
  });

  it('is asked again, later each time, while it has trouble', async () => {
    const { report, waits } = await startFailing({ status: 500, body: 'trouble' }, 2);

    expect([report.outcome, waits]).toStrictEqual(['finished', [500, 1000]]);
  });

  it('fails after three tries', async () => {
    const { report, server } = await startFailing({ status: 503 });

    expect(report.error).toStrictEqual({ message: 'feed "acme": answered 503', retryable: true });
    expect(server.requests.length).toBe(3);
  });

  it('is asked again when the connection is cut', async () => {
    const { report, waits } = await startFailing({ body: 'x'.repeat(1000), cut: true }, 1);

    expect([report.outcome, waits]).toStrictEqual(['finished', [500]]);
  });

  it('keeps nothing of garbage', async () => {
    const { report, indicators } = await startFailing({ body: '<html>\u0000 it works </html>' });

    expect([indicators.size, report.stored]).toStrictEqual([0, 0]);
    if (type !== 'list')
      expect(report.error?.message).toMatch(/^feed "acme": answered 200 with something that is not JSON$/);
    else expect(report.skipped).toStrictEqual({ 'value of no known type': 1 });
  });

  it('goes on where it was after a failure', async () => {
    const { server, download, report, indicators } = await startFailing({ status: 500 });
    server.answer(well);

    const again = await download(feeds[type](server.url));

    expect([report.outcome, again.outcome, indicators.size]).toStrictEqual(['failed', 'finished', 1]);
  });
});
