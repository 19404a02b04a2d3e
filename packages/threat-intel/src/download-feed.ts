import type { FeedConfig } from '@streamalert/config';
import {
  type CheckpointStore,
  type Clock,
  type HttpClient,
  type IndicatorStore,
  type Json,
  type SecretStore,
  sha256,
} from '@streamalert/core';
import { feedSecretName } from '@streamalert/core/naming';
import { isJsonObject } from '@streamalert/rules-sdk';
import { FeedError } from './errors.ts';
import { createFeedClient, type FeedClientOptions } from './feed-client.ts';
import { feedKind } from './feeds/kinds.ts';
import { addKept, type KeptCounts, keepIndicators, nothingKept } from './keep-indicators.ts';
import { Skipped, type SkippedCounts } from './types.ts';

/** What downloads work with. */
export interface DownloadOptions {
  /** Without `purge` what expires is left to the store. */
  readonly store: Pick<IndicatorStore, 'put'> & Partial<Pick<IndicatorStore, 'purge'>>;
  /** Under `threat-intel/<feed>`: where the reading is. Never an address with credentials. */
  readonly checkpoints: Pick<CheckpointStore, 'get' | 'put'>;
  readonly secrets: Pick<SecretStore, 'get'>;
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Stops after the page under way; the next download goes on behind it. */
  readonly signal?: AbortSignal;
  /** Waits before a request is repeated; default: really. */
  readonly sleep?: FeedClientOptions['sleep'];
  /** From 0 to 1; default: of the runtime. */
  readonly random?: () => number;
}

/** What came of a download. */
export interface FeedReport extends KeptCounts {
  readonly feed: string;
  /** `stopped` and `failed`: what was read is kept, and the next download goes on behind it. */
  readonly outcome: 'finished' | 'stopped' | 'failed';
  readonly pages: number;
  /** What the feed holds that is no indicator that can be used, by reason. */
  readonly skipped: SkippedCounts;
  readonly error?: { readonly message: string; readonly retryable: boolean };
}

const checkpointId = (feed: string): string => `threat-intel/${feed}`;

/**
 * Downloads a feed from where the last download came to. Each page is stored, and then its position: killed in between,
 * the page is read again, which changes nothing. A feed that fails is told of in the report; only the stores' own
 * errors are thrown.
 */
export async function downloadFeed(feed: FeedConfig, options: DownloadOptions): Promise<FeedReport> {
  const { store, checkpoints, clock, signal = new AbortController().signal } = options;
  const skipped = new Skipped();
  let kept = nothingKept;
  let pages = 0;
  const report = (outcome: FeedReport['outcome'], error?: FeedError): FeedReport => ({
    feed: feed.name,
    outcome,
    pages,
    ...kept,
    skipped: skipped.counts,
    ...(error !== undefined && { error: { message: error.message, retryable: error.retryable } }),
  });
  try {
    for await (const page of openPages(feed, options, await readPosition(feed, checkpoints), signal)) {
      pages += 1;
      kept = addKept(kept, await keepIndicators(page.indicators, feed, { store, now: clock.now() }));
      for (const [reason, count] of Object.entries(page.skipped)) skipped.add(reason, count);
      const finished = page.more ? {} : { finished: clock.now() };
      await checkpoints.put(checkpointId(feed.name), { of: fingerprint(feed), position: page.position, ...finished });
      if (page.more && signal.aborted) return report('stopped');
    }
    await store.purge?.(clock.now());
    return report('finished');
  } catch (error) {
    if (error instanceof FeedError) return report(signal.aborted ? 'stopped' : 'failed', error);
    throw error;
  }
}

async function* openPages(feed: FeedConfig, options: DownloadOptions, position: Json | undefined, signal: AbortSignal) {
  const { http, clock, secrets, sleep = pause, random = Math.random } = options;
  // Feeds that are folders are told by a path; without a slash at its end the last name would be replaced.
  const isFolder = feed.type === 'taxii' || feed.type === 'misp';
  if (!URL.canParse(feed.url)) throw new FeedError(feed.name, 'has a url that is none');
  const url = new URL(isFolder && !feed.url.endsWith('/') ? `${feed.url}/` : feed.url);
  const credentials = (await secrets.get(feedSecretName(feed))) ?? {};
  const client = createFeedClient({ feed: feed.name, origin: url.origin, http, clock, signal, sleep, random });
  yield* feedKind(feed.type).read({ feed, url, credentials, client, clock, position });
}

async function readPosition(feed: FeedConfig, checkpoints: DownloadOptions['checkpoints']): Promise<Json | undefined> {
  const kept = await checkpoints.get(checkpointId(feed.name));
  return isJsonObject(kept) && kept['of'] === fingerprint(feed) ? (kept['position'] ?? undefined) : undefined;
}

/** Of what is read and kept: with another address, or another choice, a feed is read from its beginning. */
function fingerprint({ enabled: _enabled, intervalMinutes: _interval, ...feed }: FeedConfig): string {
  return sha256(JSON.stringify(feed));
}

/** When a feed was last read to its end, and whether the next download is due. */
export async function feedDue(
  feed: FeedConfig,
  { checkpoints, clock }: Pick<DownloadOptions, 'checkpoints' | 'clock'>,
): Promise<{ readonly finished?: number; readonly due: boolean }> {
  const kept = await checkpoints.get(checkpointId(feed.name));
  const finished = isJsonObject(kept) && typeof kept['finished'] === 'number' ? kept['finished'] : undefined;
  if (finished === undefined) return { due: true };
  if (!isJsonObject(kept) || kept['of'] !== fingerprint(feed)) return { finished, due: true };
  return { finished, due: clock.now() >= finished + feed.intervalMinutes * 60_000_000 };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
