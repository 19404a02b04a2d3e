import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A real HTTP server on loopback that takes alerts. */
export interface Receiver {
  readonly url: string;
  /** Bodies it accepted. */
  readonly received: readonly string[];
  /** What it answers from now on: a status, and a body made of what came in, address and headers included. */
  answer(status: number, body?: (request: string) => string): void;
}

/** Starts a receiver that ends with the test. At first it accepts. */
export async function startReceiver(path = '/alerts'): Promise<Receiver> {
  const received: string[] = [];
  let status = 200;
  let reply = (_request: string): string => '';
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (status < 300) received.push(body);
    response.writeHead(status).end(reply(`${request.url}\n${JSON.stringify(request.headers)}\n${body}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    received,
    answer(next, body = () => '') {
      status = next;
      reply = body;
    },
  };
}
