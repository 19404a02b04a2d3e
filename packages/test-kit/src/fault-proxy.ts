import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson } from '@streamalert/core';

/** A call on its way to the server. */
export interface ProxiedCall {
  /** `DynamoDB_20120810.BatchWriteItem`; of S3 the method and the path. */
  readonly action: string;
  readonly headers: IncomingHttpHeaders;
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

/** A server in front of another that makes faults. */
export interface FaultProxy {
  readonly url: string;
  /** What it made, as `<kind>: <action>`. */
  readonly faults: readonly string[];
  stop(): void;
}

/** Options of {@link startFaultProxy}. */
export interface FaultProxyOptions {
  /** Address of the server, `http://127.0.0.1:…`; asked with each call, so that the proxy may be there before it. */
  readonly target: () => string;
  readonly decide: (call: ProxiedCall) => Fault | Promise<Fault>;
  /** Headers that go on in place of those of the call. */
  readonly headers?: (call: ProxiedCall) => Readonly<Record<string, string>>;
  /** Told the status of what the server answered. */
  readonly onAnswer?: (call: ProxiedCall, status: number) => void;
}

/** Starts a proxy on 127.0.0.1 in front of a local AWS server. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const counts = new Map<string, number>();
  const faults: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const pass = async (): Promise<void> => {
      const body = await readBody(incoming);
      const target = incoming.headers['x-amz-target'];
      const action = typeof target === 'string' ? target : `${incoming.method} ${incoming.url}`;
      const earlier = counts.get(action) ?? 0;
      counts.set(action, earlier + 1);
      const call: ProxiedCall = { action, headers: incoming.headers, body, earlier };
      const fault = await options.decide(call);
      if (fault.kind !== 'none') faults.push(`${fault.kind}: ${action}`);
      answer(options, { incoming, outgoing, call, fault });
    };
    // A caller that died has nobody to be told.
    pass().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly call: ProxiedCall;
  readonly fault: Fault;
}

function answer({ target, headers: added, onAnswer }: FaultProxyOptions, exchange: Exchange): void {
  const { incoming, outgoing, call, fault } = exchange;
  if (fault.kind === 'drop before') return void incoming.socket.destroy();
  if (fault.kind === 'answer') {
    outgoing.writeHead(fault.status, { 'content-type': 'application/x-amz-json-1.0' });
    return void outgoing.end(JSON.stringify(fault.body));
  }
  const sent = fault.kind === 'change' ? Buffer.from(JSON.stringify(fault.body)) : call.body;
  const headers = {
    ...incoming.headers,
    ...added?.(call),
    ...(fault.kind === 'change' && asRoot(call)),
    'content-length': String(sent.byteLength),
  };
  const forwarded = request(`${target()}${incoming.url}`, { method: incoming.method ?? 'GET', headers }, (response) => {
    const finish = async (): Promise<void> => {
      const content = await readBody(response);
      onAnswer?.(call, response.statusCode ?? 500);
      if (fault.kind === 'drop after') return void incoming.socket.destroy();
      const { 'transfer-encoding': _, ...rest } = response.headers;
      const changed =
        fault.kind === 'change'
          ? Buffer.from(JSON.stringify(fault.answer(parseJson(content.toString()) as Record<string, unknown>)))
          : content;
      // HEAD has a length and no content.
      const length = incoming.method === 'HEAD' ? {} : { 'content-length': String(changed.byteLength) };
      outgoing.writeHead(response.statusCode ?? 500, { ...rest, ...length });
      if (fault.kind !== 'break off') return void outgoing.end(changed);
      outgoing.write(changed.subarray(0, fault.afterBytes), () => incoming.socket.destroy());
    };
    finish().catch(() => incoming.socket.destroy());
  });
  forwarded.on('error', () => incoming.socket.destroy());
  forwarded.end(sent);
}

/**
 * The header of a call that goes on as the key `test`, whose signature local servers do not look at, and which may do everything. A body
 * that was changed is not what its caller signed.
 */
export const asRoot = ({ headers: { authorization = '' } }: ProxiedCall): { readonly authorization: string } => ({
  authorization: authorization.replace(/Credential=[^/]+/, 'Credential=test'),
});

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
