import {
  type Clock,
  type HttpClient,
  HttpRequestError,
  type HttpResponse,
  type Json,
  parseJson,
} from '@streamalert/core';
import { FeedError } from './errors.ts';

/** One request of a feed. */
export interface FeedRequest {
  /** Of the feed's own origin: credentials go nowhere else. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers too. */
  readonly also?: readonly number[];
}

/** Asks a feed, again where that may help. */
export interface FeedClient {
  /** @throws FeedError when there is no answer that can be used. */
  get(request: FeedRequest): Promise<HttpResponse>;
  /** @throws FeedError also for an answer that is not JSON. */
  getJson(request: FeedRequest): Promise<{ readonly response: HttpResponse; readonly content: Json }>;
}

/** Options of {@link createFeedClient}. */
export interface FeedClientOptions {
  readonly feed: string;
  readonly origin: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Waits so long, or until the signal. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

const tries = 3;
const timeoutMs = 30_000;
/** The largest lists of abuse.ch are tens of megabytes. */
const maxBodyBytes = 128 * 1024 * 1024;
const firstWaitMs = 1000;
/** A feed that wants to be left alone for longer is asked again when the next download is due. */
const longestWaitMs = 60_000;
const retryStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Makes the client of one feed. */
export function createFeedClient(options: FeedClientOptions): FeedClient {
  const get = async (request: FeedRequest): Promise<HttpResponse> => {
    if (request.url.origin !== options.origin) {
      throw new FeedError(options.feed, 'refers to another host, which is not asked: it would be told the credentials');
    }
    for (let attempt = 1; ; attempt++) {
      const outcome = await ask(request, options);
      if (!(outcome instanceof FeedError)) return outcome;
      const waitMs = waitBefore(attempt, outcome, options);
      if (!outcome.retryable || attempt >= tries || waitMs > longestWaitMs || options.signal.aborted) throw outcome;
      await options.sleep(waitMs, options.signal);
    }
  };
  return {
    get,
    async getJson(request) {
      const response = await get(request);
      try {
        return { response, content: parseJson(response.body) };
      } catch (cause) {
        throw new FeedError(options.feed, `answered ${response.status} with something that is not JSON`, { cause });
      }
    },
  };
}

/** A refusal that says when to ask again. */
class RateLimited extends FeedError {
  readonly waitMs: number | undefined;

  constructor(feed: string, status: number, waitMs: number | undefined) {
    const later = waitMs === undefined ? '' : `, and wants to be asked again in ${Math.ceil(waitMs / 1000)} s`;
    super(feed, `answered ${status}${later}`, { status, retryable: true });
    this.waitMs = waitMs;
  }
}

async function ask(
  { url, headers, also = [] }: FeedRequest,
  options: FeedClientOptions,
): Promise<HttpResponse | FeedError> {
  const { feed, http, clock } = options;
  let response: HttpResponse;
  try {
    response = await http.request({
      method: 'GET',
      url: url.href,
      timeoutMs,
      maxBodyBytes,
      ...(headers !== undefined && { headers }),
    });
  } catch (error) {
    if (!(error instanceof HttpRequestError)) throw error;
    return new FeedError(feed, `there was no answer (${error.code})`, { cause: error, retryable: error.retryable });
  }
  const { status } = response;
  if (response.truncated === true) {
    return new FeedError(feed, `answered with more than ${maxBodyBytes / 1024 / 1024} MiB`, { status });
  }
  if ((status >= 200 && status < 300) || also.includes(status)) return response;
  if (status === 401 || status === 403)
    return new FeedError(feed, `answered ${status}: it refuses the credentials`, { status });
  if (retryStatuses.has(status)) return new RateLimited(feed, status, retryAfterMs(response, clock));
  if (status >= 300 && status < 400) {
    return new FeedError(feed, `answered ${status}: it has moved, and redirects are not followed; change its url`, {
      status,
    });
  }
  return new FeedError(feed, `answered ${status}`, { status });
}

/** Exponential, with full jitter; or what the feed asks for. */
function waitBefore(attempt: number, error: FeedError, { random }: FeedClientOptions): number {
  const asked = error instanceof RateLimited ? error.waitMs : undefined;
  return asked ?? firstWaitMs * 2 ** (attempt - 1) * random();
}

/** `Retry-After` in seconds or as a date. @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMs({ headers }: HttpResponse, clock: Clock): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now() / 1000);
}
