import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpClient } from '@streamalert/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bytes, type MakeSubject, type Subject, start } from '../subject.ts';

const timeoutMs = 5000;
const secret = 'not-for-any-log';

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address at which nobody listens any more. */
async function refusingUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('the request was answered')),
    (error: Error) => error,
  );

/** Everything that a log could show of an error. */
const printed = (error: Error): string =>
  `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;

/** What every {@link HttpClient} does. Starts servers on 127.0.0.1. */
export function describeHttpClient(name: string, make: MakeSubject<Subject<HttpClient>>): void {
  describe(`${name} as an HttpClient`, () => {
    it.each([
      ['text', 'pâyload'],
      ['bytes', bytes('pâyload')],
    ])('sends method, headers and a body of %s', async (_case, body) => {
      const { port } = await start(make);
      const url = await listen(async (request, response) => {
        response.setHeader('X-Answer', 'yes');
        response.statusCode = 201;
        response.end(`${request.method} ${request.url} ${request.headers['x-token']} ${await readBody(request)}`);
      });

      const response = await port.request({
        method: 'PUT',
        url: `${url}/a?b=1`,
        headers: { 'X-Token': 't' },
        body,
        timeoutMs,
      });

      expect(response).toMatchObject({ status: 201, body: 'PUT /a?b=1 t pâyload', headers: { 'x-answer': 'yes' } });
    });

    it.each([
      ['as long as', 'abcde', undefined],
      ['longer than', 'abcdef', true],
    ])('reads a body %s it may be, and says when there is more', async (_case, body, truncated) => {
      const { port } = await start(make);
      const url = await listen((_request, response) => response.end(body));

      const response = await port.request({ method: 'GET', url, timeoutMs, maxBodyBytes: 5 });

      expect([response.body, response.truncated]).toStrictEqual(['abcde', truncated]);
    });

    it.each([404, 429, 500])('gives status %d as an answer, not as an error', async (status) => {
      const { port } = await start(make);
      const url = await listen((_request, response) => response.writeHead(status).end('no'));

      expect(await port.request({ method: 'GET', url, timeoutMs })).toMatchObject({ status, body: 'no' });
    });

    it('does not follow a redirect to another host', async () => {
      const { port } = await start(make);
      let visited = false;
      const other = await listen((_request, response) => {
        visited = true;
        response.end();
      });
      const url = await listen((_request, response) => response.writeHead(302, { Location: other }).end());

      const response = await port.request({ method: 'GET', url, timeoutMs });

      expect([response.status, visited]).toStrictEqual([302, false]);
    });

    it.each([
      ['answer', () => {}],
      ['end of the body', (_request, response) => void response.writeHead(200).write('begin')],
    ] satisfies [string, RequestListener][])('gives up when there is no %s in time', async (_case, answer) => {
      const { port } = await start(make);
      const url = await listen(answer);

      const error = await failure(port.request({ method: 'GET', url, timeoutMs: 100 }));

      expect(error).toMatchObject({ name: 'HttpRequestError', code: 'timeout', retryable: true });
    });

    it('fails without URL or headers in its text', async () => {
      const { port } = await start(make);
      const url = `${await refusingUrl()}/${secret}`;

      const error = await failure(port.request({ method: 'POST', url, headers: { authorization: secret }, timeoutMs }));

      expect(error).toMatchObject({ name: 'HttpRequestError', code: 'ECONNREFUSED', retryable: true });
      expect(printed(error)).not.toContain(secret);
    });

    it.each([
      ['URL', { url: `http://[${secret}` }],
      ['header', { url: 'http://127.0.0.1:8080', headers: { authorization: `${secret}\n` } }],
    ])('fails without a malformed %s in its text', async (_case, request) => {
      const { port } = await start(make);

      const error = await failure(port.request({ method: 'POST', ...request, timeoutMs }));

      expect(error.name).toBe('HttpRequestError');
      expect(printed(error)).not.toContain(secret);
    });
  });
}
