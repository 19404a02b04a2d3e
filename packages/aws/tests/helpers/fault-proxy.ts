import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A call on its way to the server. */
export interface ProxiedCall {
  /** `DynamoDB_20120810.BatchWriteItem`; of S3 the method and the path. */
  readonly action: string;
  readonly body: Buffer;
  /** How many calls of this action came before. */
  readonly earlier: number;
}

/** What becomes of a call. */
export type Fault =
  | { readonly kind: 'none' }
  /** The server never sees it. */
  | { readonly kind: 'drop before' }
  /** The server carries it out; the answer is lost. */
  | { readonly kind: 'drop after' }
  /** The answer breaks off after so many bytes. */
  | { readonly kind: 'break off'; readonly afterBytes: number }
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** The server sees another body, and its answer is changed. */
  | {
      readonly kind: 'change';
      readonly body: unknown;
      readonly answer: (answer: Record<string, unknown>) => Record<string, unknown>;
    };

/** What DynamoDB answers when it is asked too much. */
export const throttled: Fault = {
  kind: 'answer',
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  },
};

/** A server in front of another that makes faults. @returns Its address, and what it made. */
export async function startFaultProxy(
  url: string,
  decide: (call: ProxiedCall) => Fault,
): Promise<{ readonly url: string; readonly faults: string[] }> {
  const counts = new Map<string, number>();
  const faults: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const target = incoming.headers['x-amz-target'];
      const action = typeof target === 'string' ? target : `${incoming.method} ${incoming.url}`;
      const earlier = counts.get(action) ?? 0;
      counts.set(action, earlier + 1);
      const fault = decide({ action, body, earlier });
      if (fault.kind !== 'none') faults.push(`${fault.kind}: ${action}`);
      answer(url, incoming, outgoing, body, fault);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults };
}

function answer(url: string, incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, fault: Fault): void {
  if (fault.kind === 'drop before') return void incoming.socket.destroy();
  if (fault.kind === 'answer') {
    outgoing.writeHead(fault.status, { 'content-type': 'application/x-amz-json-1.0' });
    return void outgoing.end(JSON.stringify(fault.body));
  }
  const sent = fault.kind === 'change' ? Buffer.from(JSON.stringify(fault.body)) : body;
  const headers = { ...incoming.headers, 'content-length': String(sent.byteLength) };
  const forwarded = request(`${url}${incoming.url}`, { method: incoming.method ?? 'GET', headers }, (response) => {
    void readBody(response).then((content) => {
      if (fault.kind === 'drop after') return void incoming.socket.destroy();
      const { 'transfer-encoding': _, ...rest } = response.headers;
      const changed =
        fault.kind === 'change' ? Buffer.from(JSON.stringify(fault.answer(JSON.parse(content.toString())))) : content;
      // HEAD has a length and no content.
      const length = incoming.method === 'HEAD' ? {} : { 'content-length': String(changed.byteLength) };
      outgoing.writeHead(response.statusCode ?? 500, { ...rest, ...length });
      if (fault.kind !== 'break off') return void outgoing.end(changed);
      outgoing.write(changed.subarray(0, fault.afterBytes), () => incoming.socket.destroy());
    });
  });
  forwarded.end(sent);
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
