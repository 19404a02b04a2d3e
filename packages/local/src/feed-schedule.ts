import type { Config } from '@streamalert/config';
import type { Clock, Logger, Micros, SecretStore } from '@streamalert/core';
import { createHttpClient, type EmbeddedState } from '@streamalert/embedded';
import { downloadFeed, type FeedReport, feedDue } from '@streamalert/threat-intel';

/** What downloads of one machine work with. */
export interface FeedScheduleOptions {
  readonly config: Config;
  readonly state: EmbeddedState;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Downloads of feeds, each in its interval. */
export interface FeedSchedule {
  /** Downloads what is due, one feed after the other, until the signal. Nothing, where threat intelligence is not enabled. */
  downloadDue(signal: AbortSignal): Promise<void>;
}

/** A feed that failed is tried again so much later, or after its own interval if that is shorter. */
const retryAfter: Micros = 15 * 60_000_000;

/** Makes the schedule of a run. Feeds that fail are logged and never end the run. */
export function createFeedSchedule(options: FeedScheduleOptions): FeedSchedule {
  const { config, state, clock, logger } = options;
  const { threatIntel } = config;
  const feeds = threatIntel?.enabled === true ? [...threatIntel.feeds.values()].filter(({ enabled }) => enabled) : [];
  const notBefore = new Map<string, Micros>();
  return {
    async downloadDue(signal) {
      for (const feed of feeds) {
        if (signal.aborted) return;
        const now = clock.now();
        if (now < (notBefore.get(feed.name) ?? 0)) continue;
        if (!(await feedDue(feed, { checkpoints: state.checkpoints, clock })).due) continue;
        notBefore.set(feed.name, now + Math.min(retryAfter, feed.intervalMinutes * 60_000_000));
        logReport(await downloadOne(feed, options, signal), logger);
      }
    },
  };
}

/** Downloads one feed into the state of this machine. */
export function downloadOne(
  feed: Parameters<typeof downloadFeed>[0],
  { state, secrets, clock }: Pick<FeedScheduleOptions, 'state' | 'secrets' | 'clock'>,
  signal: AbortSignal,
): Promise<FeedReport> {
  const { indicators, checkpoints } = state;
  return downloadFeed(feed, { store: indicators, checkpoints, secrets, http: createHttpClient(), clock, signal });
}

function logReport({ feed, outcome, stored, error }: FeedReport, logger: Logger): void {
  if (outcome === 'finished') logger.info('feed was downloaded', { feed, stored });
  else logger.warn(error?.message ?? `the download of feed "${feed}" was stopped`, { stored });
}
