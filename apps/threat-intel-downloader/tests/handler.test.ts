import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { startFeeds, taxiiFeed } from './helpers/feed-server.ts';
import { contextOf, makeFunction } from './helpers/function.ts';

const hour = 3_600_000;
const page = '/collections/c/objects/';

describe('the threat intelligence downloader function', () => {
  it('downloads every feed, page after page', async () => {
    const [first, second] = [await startFeeds(2), await startFeeds(3)];
    const { invoke, stored, metrics } = await makeFunction([
      taxiiFeed('first', first.url),
      taxiiFeed('second', second.url),
    ]);

    await invoke({}, contextOf());

    expect(await stored()).toStrictEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect([first.asked, second.asked]).toStrictEqual([
      [page, `${page}?next=2`],
      [page, `${page}?next=2`, `${page}?next=3`],
    ]);
    expect(metrics.snapshot().counts).toStrictEqual({
      'received{stage=threat-intel-downloader}': 5,
      'passed{stage=threat-intel-downloader}': 5,
      'rejected{stage=threat-intel-downloader}': 0,
    });
  });

  it('stops before its time is over, hands what is left to another invocation, and goes on behind what was read', async () => {
    const [large, other] = [await startFeeds(3), await startFeeds(1)];
    const { invoke, stored, handedOver } = await makeFunction([
      taxiiFeed('large', large.url),
      taxiiFeed('other', other.url),
      taxiiFeed('third', other.url),
    ]);

    await invoke({}, contextOf(0));
    const afterFirst = await stored();
    await invoke(handedOver[0] ?? {}, contextOf());

    expect(handedOver).toStrictEqual([{ feeds: ['large', 'other', 'third'] }]);
    expect(afterFirst).toStrictEqual(['192.0.2.1']);
    expect(await stored()).toStrictEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    expect(large.asked).toStrictEqual([page, `${page}?next=2`, `${page}?next=3`]);
  });

  it('downloads the other feeds when one is down, and then fails, so that Lambda repeats the one', async () => {
    const [down, well] = [await startFeeds(), await startFeeds(2)];
    down.state.status = 500;
    const { invoke, stored, errors, metrics } = await makeFunction([
      taxiiFeed('down', down.url),
      taxiiFeed('well', well.url),
    ]);

    await expect(invoke({}, contextOf())).rejects.toThrow('feeds were not downloaded: down');
    const afterFirst = await stored();
    down.state.status = 200;
    await invoke({}, contextOf());

    expect(afterFirst).toStrictEqual(['192.0.2.1', '192.0.2.2']);
    expect(errors()).toStrictEqual([
      { message: 'a feed could not be downloaded', feed: 'down', reason: 'feed "down": answered 500' },
    ]);
    expect(metrics.snapshot().counts['failed{stage=threat-intel-downloader}']).toBe(1);
    expect(well.asked.length).toBe(2);
    expect(down.asked.length).toBe(4);
  });

  it('counts a feed that refuses the credentials as failed, and is not repeated for it', async () => {
    const refusing = await startFeeds();
    refusing.state.status = 401;
    const { invoke, errors, metrics, handedOver } = await makeFunction([taxiiFeed('refusing', refusing.url)]);

    await invoke({}, contextOf());

    expect(errors().map(({ reason }) => reason)).toStrictEqual([
      'feed "refusing": answered 401: it refuses the credentials',
    ]);
    expect(metrics.snapshot().counts).toMatchObject({ 'failed{stage=threat-intel-downloader}': 1 });
    expect(handedOver).toStrictEqual([]);
  });

  it('downloads the other feeds when the credentials of one cannot be read', async () => {
    const feeds = await startFeeds();
    const { invoke, stored, errors } = await makeFunction(
      [taxiiFeed('locked', feeds.url), taxiiFeed('open', feeds.url)],
      () => ({
        secrets: {
          async get(name) {
            if (name === 'threat_intel/locked') throw new Error('the key is not there');
            return undefined;
          },
        },
      }),
    );

    await expect(invoke({}, contextOf())).rejects.toThrow('feeds were not downloaded: locked');

    expect(await stored()).toStrictEqual(['192.0.2.1']);
    expect(errors()).toStrictEqual([
      { message: 'a feed could not be downloaded', feed: 'locked', reason: 'the key is not there' },
    ]);
  });

  it('fails, and does not invoke itself, when there is no time for a single page', async () => {
    const { url, asked } = await startFeeds();
    const { invoke, handedOver } = await makeFunction([taxiiFeed('slow', url)], ({ http }) => ({
      http: {
        async request(request) {
          await http.request(request);
          return { status: 503, headers: {}, body: '' };
        },
      },
    }));

    await expect(invoke({}, contextOf(0))).rejects.toThrow('feeds were not downloaded: slow');

    expect([handedOver, asked.length]).toStrictEqual([[], 1]);
  });

  it('downloads a feed again when its interval is over, or nearly, and not before', async () => {
    const { url, asked } = await startFeeds();
    const { invoke, clock } = await makeFunction([taxiiFeed('hourly', url)]);

    const requests: number[] = [];
    for (const minutes of [0, 50, 5]) {
      clock.advance(minutes * 60_000);
      await invoke({}, contextOf());
      requests.push(asked.length);
    }

    expect(requests).toStrictEqual([1, 1, 2]);
  });

  it('runs twice side by side: what is downloaded twice is stored once', async () => {
    const { url } = await startFeeds(2);
    const { invoke, stored, clock } = await makeFunction([taxiiFeed('first', url)]);

    await Promise.all([invoke({}, contextOf()), invoke({}, contextOf())]);
    clock.advance(hour);
    await invoke({}, contextOf());

    expect(await stored()).toStrictEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('does nothing without feeds', async () => {
    const { invoke, handedOver, errors } = await makeFunction([]);

    await invoke({}, contextOf());

    expect([handedOver, errors()]).toStrictEqual([[], []]);
  });

  it('does not start with an environment that is not complete', () => {
    expect(() => createHandler({ feeds: [], table: 'indicators' })).toThrow(
      'the environment of the function is not complete: STREAMALERT_PREFIX is missing',
    );
  });
});
