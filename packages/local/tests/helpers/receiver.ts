import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { OnFinished } from './project.ts';

/** One request as it came in. */
export interface Received {
  readonly key: string;
  readonly body: string;
}

/** A real HTTP server on loopback that takes alerts. */
export interface Receiver {
  readonly url: string;
  /** What it took. */
  readonly received: readonly Received[];
  /** Requests that came in, also those it did not take. */
  readonly requests: () => number;
  /** What it answers from now on; 200 at first. */
  answer(status: number): void;
  /** Answers nothing until `release`. */
  hold(): void;
  release(): void;
}

/**
 * Starts a receiver that ends with the test.
 *
 * @param onFinished Of the test, where tests run side by side.
 */
export async function startReceiver(onFinished: OnFinished = onTestFinished): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  let requests = 0;
  let held = Promise.withResolvers<void>();
  held.resolve();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests += 1;
    await held.promise;
    if (status < 300) {
      received.push({
        key: String(request.headers['idempotency-key']),
        body: Buffer.concat(chunks).toString(),
      });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    received,
    requests: () => requests,
    hold() {
      held = Promise.withResolvers();
    },
    release: () => held.resolve(),
    answer(next) {
      status = next;
    },
  };
}
