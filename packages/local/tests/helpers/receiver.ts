import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as it came in. */
export interface Received {
  readonly key: string;
  readonly body: string;
}

/** A real HTTP server on loopback that takes alerts. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on; 200 at first. */
  answer(status: number): void;
}

/** Starts a receiver that ends with the test. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (status < 300) {
      received.push({
        key: String(request.headers['idempotency-key']),
        body: Buffer.concat(chunks).toString(),
      });
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    received,
    answer(next) {
      status = next;
    },
  };
}
