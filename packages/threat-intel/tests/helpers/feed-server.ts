import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FeedConfig } from '@streamalert/config';
import { type HttpClient, HttpRequestError, type Indicator, type Json } from '@streamalert/core';
import { createTestClock } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import { type DownloadOptions, downloadFeed } from '../../src/index.ts';

/** What a server answers with. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no text becomes JSON. */
  readonly body?: unknown;
  /** Ends the connection in the middle of the body. */
  readonly cut?: boolean;
}

/** A request as a server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export type Handler = (request: SeenRequest) => Answer;

/** A server on 127.0.0.1 that ends with the test. */
export async function startServer(handler: Handler) {
  const requests: SeenRequest[] = [];
  let handle = handler;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const seen = { path: pathname, query: searchParams, headers: request.headers };
    requests.push(seen);
    const { status = 200, headers = {}, body = '', cut = false } = handle(seen);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers });
    if (!cut) return response.end(text);
    response.write(text.slice(0, text.length / 2));
    setTimeout(() => response.destroy(), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    answer(next: Handler): void {
      handle = next;
    },
  };
}

const http: HttpClient = {
  async request({ method, url, headers, timeoutMs }) {
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        ...(headers !== undefined && { headers }),
      });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    } catch {
      throw new HttpRequestError('GET request failed: ECONNRESET', 'ECONNRESET', { retryable: true });
    }
  },
};

/** Stores in memory, and downloads that wait for nobody. */
export function startDownloads(credentials: Readonly<Record<string, string>> = {}) {
  const indicators = new Map<string, Indicator>();
  const checkpoints = new Map<string, Json>();
  const waits: number[] = [];
  const clock = createTestClock();
  const options: DownloadOptions = {
    http,
    clock,
    store: {
      async put(added) {
        for (const indicator of added) indicators.set(indicator.value, indicator);
      },
      async purge(now) {
        const before = indicators.size;
        for (const [value, { expires }] of indicators) if (expires <= now) indicators.delete(value);
        return before - indicators.size;
      },
    },
    checkpoints: {
      get: async (id) => checkpoints.get(id),
      async put(id, value) {
        checkpoints.set(id, value);
      },
    },
    secrets: { get: async () => (Object.keys(credentials).length === 0 ? undefined : credentials) },
    sleep: async (ms) => {
      waits.push(ms);
    },
    random: () => 0.5,
  };
  return {
    indicators,
    checkpoints,
    waits,
    clock,
    download: (feed: FeedConfig, more: Partial<DownloadOptions> = {}) => downloadFeed(feed, { ...options, ...more }),
  };
}

const base = {
  name: 'acme',
  enabled: true,
  iocTypes: [],
  iocFilters: [],
  excludedSubTypes: [],
  expiresDays: 90,
  intervalMinutes: 1440,
};

/** Feeds of each type with their defaults. */
export const feeds = {
  threatstream: (url: string, more = {}): FeedConfig => ({ ...base, type: 'threatstream', url, ...more }),
  taxii: (url: string, more = {}): FeedConfig => ({ ...base, type: 'taxii', url, collections: [], ...more }),
  misp: (url: string, more = {}): FeedConfig => ({ ...base, type: 'misp', url, ...more }),
  list: (url: string, more = {}): FeedConfig => ({
    ...base,
    type: 'list',
    url,
    format: 'lines',
    column: 1,
    delimiter: ',',
    comment: '#',
    header: false,
    ...more,
  }),
};
