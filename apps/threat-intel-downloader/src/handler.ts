import type { InvocationContext } from '@streamalert/aws/lambda';
import type { FeedConfig } from '@streamalert/config';
import { PipelineError } from '@streamalert/core';
import { downloadFeed, type FeedReport, feedDue } from '@streamalert/threat-intel';
import { compose, type Parts } from './compose.ts';
import type { ThreatIntelDownloaderFunctionConfig } from './function-config.ts';
import { loadSettings } from './settings.ts';

/** What a schedule, or the function itself, invokes the function with. */
export interface ThreatIntelDownloaderEvent {
  /** Only these, which an invocation before had no time for. Absent: all. */
  readonly feeds?: readonly string[];
}

/** What Lambda calls. */
export type ThreatIntelDownloaderHandler = (
  event: ThreatIntelDownloaderEvent,
  context: InvocationContext,
) => Promise<void>;

/** Of the time limit, what the page under way may need: an answer is waited for half a minute, and then stored. */
const marginMs = 45_000;
/** A schedule as long as the interval comes a little before that is over, as the interval begins when a download ends. */
const intervalPart = 0.9;
const dimensions = { stage: 'threat-intel-downloader' };

/**
 * Makes the handler of the downloader. The environment is read when the function starts.
 *
 * @param parts Other than those on AWS, for tests.
 */
export function createHandler(
  config: ThreatIntelDownloaderFunctionConfig,
  parts: Parts = compose(config, loadSettings()),
): ThreatIntelDownloaderHandler {
  return async ({ feeds: names }, context) => {
    const feeds = names === undefined ? config.feeds : config.feeds.filter(({ name }) => names.includes(name));
    try {
      await end(await downloadAll(feeds, parts, context), parts);
    } finally {
      await parts.metrics.flush();
    }
  };
}

/** What came of one feed. */
interface Outcome {
  readonly feed: string;
  /** `left`: there was no time for it, or for all of it. */
  readonly kind: 'done' | 'left' | 'failed';
  readonly pages: number;
  /** Of one that failed: whether that may pass. */
  readonly retryable: boolean;
}

/** One feed after the other, whatever becomes of those before, until the time is nearly over. */
async function downloadAll(
  feeds: readonly FeedConfig[],
  parts: Parts,
  context: InvocationContext,
): Promise<readonly Outcome[]> {
  const ending = new AbortController();
  const timeLeftMs = context.getRemainingTimeInMillis();
  const timer = setTimeout(() => ending.abort(), timeLeftMs - Math.min(marginMs, timeLeftMs / 2));
  const outcomes: Outcome[] = [];
  try {
    for (const feed of feeds) outcomes.push(await download(feed, parts, ending.signal));
  } finally {
    clearTimeout(timer);
  }
  return outcomes;
}

async function download(feed: FeedConfig, parts: Parts, signal: AbortSignal): Promise<Outcome> {
  const outcome = { feed: feed.name, pages: 0, retryable: false };
  if (signal.aborted) return { ...outcome, kind: 'left' };
  try {
    const { due } = await feedDue({ ...feed, intervalMinutes: feed.intervalMinutes * intervalPart }, parts);
    if (!due) return { ...outcome, kind: 'done' };
    const result = await downloadFeed(feed, { ...parts, signal });
    report(result, parts);
    const { pages, error } = result;
    if (result.outcome === 'failed') return { ...outcome, kind: 'failed', pages, retryable: error?.retryable === true };
    return { ...outcome, kind: result.outcome === 'finished' ? 'done' : 'left', pages };
  } catch (error) {
    reportFailure(feed.name, (error as Error).message, parts);
    // What is no error of ours nobody has judged: it is tried again, which ends after two more times.
    return { ...outcome, kind: 'failed', retryable: !(error instanceof PipelineError) || error.retryable };
  }
}

function report({ feed, outcome, error, pages, skipped, ...counts }: FeedReport, parts: Parts): void {
  const { logger, metrics } = parts;
  metrics.count('received', counts.received, dimensions);
  metrics.count('passed', counts.stored, dimensions);
  metrics.count('rejected', counts.invalid, dimensions);
  if (outcome === 'failed') reportFailure(feed, error?.message ?? 'failed', parts);
  const message = { finished: 'a feed was downloaded', stopped: 'a feed was downloaded in part', failed: undefined };
  const said = message[outcome];
  if (said !== undefined) logger.info(said, { feed, pages, ...counts, ...skipped });
}

function reportFailure(feed: string, reason: string, { logger, metrics }: Parts): void {
  logger.error('a feed could not be downloaded', { feed, reason });
  metrics.count('failed', 1, dimensions);
}

/**
 * Goes on in another invocation as long as there is something to do and something was done. Only then is the invocation failed, so
 * that Lambda repeats it: by then feeds that are done are not due.
 */
async function end(outcomes: readonly Outcome[], { goOn, logger }: Parts): Promise<void> {
  const left = outcomes.filter(({ kind }) => kind === 'left');
  const failed = outcomes.filter(({ kind, retryable }) => kind === 'failed' && retryable);
  const unfinished = [...left, ...failed].map(({ feed }) => feed);
  if (left.length > 0 && outcomes.some(({ pages }) => pages > 0)) {
    logger.info('another invocation goes on', { feeds: unfinished.join(', ') });
    await goOn({ feeds: unfinished });
  } else if (unfinished.length > 0) {
    throw new PipelineError(`feeds were not downloaded: ${unfinished.join(', ')}`, { retryable: true });
  }
}
