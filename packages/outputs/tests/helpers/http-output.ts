import type { HttpClient } from '@streamalert/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, Output } from '../../src/index.ts';
import {
  listed,
  makeAlert,
  makeDelivery,
  makeLogger,
  makeProcessor,
  makeSecrets,
  outcomesOf,
  stored,
} from './factories.ts';
import { fetchHttpClient } from './fetch-http-client.ts';
import {
  type Answer,
  answerWith,
  dropConnection,
  type HttpReceiver,
  neverAnswer,
  startHttpReceiver,
} from './http-receiver.ts';

/** How an HTTP service is put to the test. */
export interface HttpOutputCase {
  readonly make: (http: HttpClient) => Output;
  /** Credentials with `secret` in every field, which lead to the server. */
  readonly credentials: (origin: string, secret: string) => Record<string, string>;
}

const marker = 'Marker+S3cret/value=42&x';

/** What every service that speaks HTTP does with the answers of a server. */
export function describeHttpOutput(name: string, { make, credentials }: HttpOutputCase): void {
  describe(`${name} and the answers of its receiver`, () => {
    let receiver: HttpReceiver;
    beforeAll(async () => {
      receiver = await startHttpReceiver();
    });
    afterAll(() => receiver[Symbol.asyncDispose]());
    beforeEach(() => {
      receiver.requests.length = 0;
    });

    const send = (answer: Answer, changes: Partial<Delivery> = {}) => {
      receiver.answer = answer;
      const delivery = makeDelivery({ credentials: credentials(receiver.origin, 'plain-secret'), ...changes });
      return make(fetchHttpClient).send(delivery);
    };

    it('counts any 2xx as sent', async () => {
      expect(await send(answerWith(204))).toStrictEqual({ kind: 'sent' });
    });

    it('waits as long as Retry-After says in seconds', async () => {
      const result = await send(answerWith(429, 'slow down', { 'retry-after': '30' }));
      expect(result).toStrictEqual({ kind: 'retry', reason: '429 Too Many Requests: slow down', retryAfterMs: 30_000 });
    });

    it('waits until the date of Retry-After', async () => {
      const headers = { date: 'Mon, 10 Jul 2023 12:00:00 GMT', 'retry-after': 'Mon, 10 Jul 2023 12:01:00 GMT' };
      expect(await send(answerWith(503, '', headers))).toMatchObject({ kind: 'retry', retryAfterMs: 60_000 });
    });

    it.each([408, 425, 500, 502, 504])('tries again after %i', async (status) => {
      expect(await send(answerWith(status))).toMatchObject({ kind: 'retry' });
    });

    it.each([302, 400, 404, 410, 422])('gives up after %i', async (status) => {
      expect(await send(answerWith(status))).toMatchObject({ kind: 'permanent' });
    });

    it.each([401, 403])('says that credentials are refused at %i', async (status) => {
      expect(await send(answerWith(status))).toMatchObject({ kind: 'permanent', credentialsRefused: true });
    });

    it('fails within its time when no answer comes', async () => {
      await expect(send(neverAnswer, { timeLeftMs: () => 100 })).rejects.toThrow('failed');
    });

    it('fails when the connection is dropped', async () => {
      await expect(send(dropConnection)).rejects.toThrow('failed');
    });

    it.each<[string, Answer]>([
      ['an error that echoes the request', echo(500)],
      ['a refusal that echoes the request', echo(401)],
      ['a dropped connection', dropConnection],
      ['no answer in time', neverAnswer],
    ])('tells no credential after %s', async (_case, answer) => {
      receiver.answer = answer;
      const output = make(fetchHttpClient);
      const target = `${output.service}:soc` as const;
      const fields = credentials(receiver.origin, marker);
      expect(Object.keys(fields)).toStrictEqual(output.credentials.map((field) => field.name));
      const secrets = makeSecrets({ [`outputs/${output.service}/soc`]: fields });
      const logger = makeLogger();
      const processor = makeProcessor({
        outputs: [output],
        descriptors: listed(target),
        secrets,
        logger,
        deadlineMs: 300,
      });

      const outcomes = await outcomesOf(processor, stored(makeAlert({ outputs: [target] })));

      const said = JSON.stringify([outcomes, logger.entries]);
      expect(outcomes).toHaveLength(1);
      expect(said).toContain('reason');
      for (const spelling of [marker, encodeURIComponent(marker), 'S3cret', btoa(marker)]) {
        expect(said).not.toContain(spelling);
      }
    });
  });
}

/** Says back everything it was told, as some servers do. */
function echo(status: number): Answer {
  return ({ path, headers }, response) => {
    const told = [path, decodeURIComponent(path), JSON.stringify(headers), path.toUpperCase()].join('\n');
    response.writeHead(status).end(told);
  };
}
