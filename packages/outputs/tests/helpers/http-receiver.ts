import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (request: ReceivedRequest, response: ServerResponse) => void;

/** A real server on loopback that keeps what it receives. */
export interface HttpReceiver extends AsyncDisposable {
  readonly origin: string;
  readonly requests: ReceivedRequest[];
  answer: Answer;
}

export const answerWith =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

export const neverAnswer: Answer = () => undefined;
export const dropConnection: Answer = (_request, response) => void response.socket?.destroy();

export async function startHttpReceiver(): Promise<HttpReceiver> {
  const server = createServer((incoming, response) => {
    void read(incoming).then((request) => {
      receiver.requests.push(request);
      receiver.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: HttpReceiver = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: answerWith(200, 'ok'),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

async function read(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = '', url: path = '', headers } = incoming;
  return { method, path, headers, body: Buffer.concat(chunks).toString() };
}

/** Answers by `METHOD path` of the request, the longest beginning first; an answer, a status, or a JSON body with 200. */
export function answerByPath(answers: Readonly<Record<string, unknown>>): Answer {
  const routes = Object.entries(answers).sort(([a], [b]) => b.length - a.length);
  return (request, response) => {
    const found = routes.find(([route]) => `${request.method} ${request.path}`.startsWith(route))?.[1] ?? 404;
    if (typeof found === 'number') response.writeHead(found).end();
    else if (typeof found === 'function') (found as Answer)(request, response);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
  };
}
