import { type HttpClient, historyOutput } from '@streamalert/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, Output } from '../../src/index.ts';
import { exampleAlert, exampleDelivery } from './example-alert.ts';
import { listed, makeAlert, makeLogger, makeProcessor, makeSecrets, outcomesOf, stored } from './factories.ts';
import { fetchHttpClient } from './fetch-http-client.ts';
import {
  type Answer,
  answerWith,
  dropConnection,
  type HttpReceiver,
  neverAnswer,
  startHttpReceiver,
} from './http-receiver.ts';
import { describePage, type Page, renderRequests } from './page.ts';

/** How an HTTP service is put to the test. */
export interface HttpOutputCase {
  readonly make: (http: HttpClient) => Output;
  /** Credentials with `secret` in every field, which lead to the server. */
  readonly credentials: (origin: string, secret: string) => Record<string, string>;
  /** How the service says that it took the alert; an empty 204 unless told. */
  readonly success?: Answer;
  /** Settings of `conf/outputs.json`, also shown on the page. */
  readonly settings?: unknown;
  /** Context of the alert. */
  readonly context?: Delivery['alert']['context'];
  /** Statuses of the first answer that do not mean what they usually do. */
  readonly special?: readonly number[];
  /** Absent: nothing is written. */
  readonly page?: Page;
}

const marker = 'Marker+S3cret/value=42&x';

/** What every service that speaks HTTP does with the answers of a server, and the page that shows what it sends. */
export function describeHttpOutput(name: string, options: HttpOutputCase): void {
  const { make, credentials, success = answerWith(204), settings, special = [], page } = options;
  describe(`${name} and the answers of its receiver`, () => {
    let receiver: HttpReceiver;
    beforeAll(async () => {
      receiver = await startHttpReceiver();
    });
    afterAll(() => receiver[Symbol.asyncDispose]());
    beforeEach(() => {
      receiver.requests.length = 0;
    });
    const alert = { ...exampleAlert, outputs: [historyOutput, `${name}:soc` as const], context: options.context ?? {} };
    const usual = (statuses: readonly number[]) => statuses.filter((status) => !special.includes(status));

    const send = (answer: Answer, changes: Partial<Delivery> = {}, secret = 'plain-secret') => {
      receiver.answer = answer;
      const fields = credentials(receiver.origin, secret);
      const delivery = exampleDelivery(name, { alert, credentials: fields, settings, ...changes });
      return make(fetchHttpClient).send(delivery);
    };

    it('counts as sent what the service confirms', async () => {
      expect(await send(success)).toStrictEqual({ kind: 'sent' });
    });

    it('accepts its settings', () => {
      expect(make(fetchHttpClient).checkSettings(settings)).toStrictEqual([]);
    });

    it('waits as long as Retry-After says in seconds', async () => {
      const result = await send(answerWith(429, 'slow down', { 'retry-after': '30' }));
      expect(result).toStrictEqual({ kind: 'retry', reason: '429 Too Many Requests: slow down', retryAfterMs: 30_000 });
    });

    it('waits until the date of Retry-After', async () => {
      const headers = { date: 'Mon, 10 Jul 2023 12:00:00 GMT', 'retry-after': 'Mon, 10 Jul 2023 12:01:00 GMT' };
      expect(await send(answerWith(503, '', headers))).toMatchObject({ kind: 'retry', retryAfterMs: 60_000 });
    });

    it.each(usual([408, 425, 500, 502, 504]))('tries again after %i', async (status) => {
      expect(await send(answerWith(status))).toMatchObject({ kind: 'retry' });
    });

    it.each(usual([302, 400, 404, 410, 422]))('gives up after %i', async (status) => {
      expect(await send(answerWith(status))).toMatchObject({ kind: 'permanent' });
    });

    it.each(usual([401, 403]))('says that credentials are refused at %i', async (status) => {
      expect(await send(answerWith(status))).toMatchObject({ kind: 'permanent', credentialsRefused: true });
    });

    it('fails within its time when no answer comes', async () => {
      await expect(send(neverAnswer, { timeLeftMs: () => 100 })).rejects.toThrow('failed');
    });

    it('fails when the connection is dropped', async () => {
      await expect(send(dropConnection)).rejects.toThrow('failed');
    });

    it('sends an OCSF finding when the settings ask for it', async () => {
      receiver.answer = success;
      const asked = typeof settings === 'object' ? { ...settings, format: 'ocsf' } : { format: 'ocsf' };
      expect(make(fetchHttpClient).checkSettings(asked)).toStrictEqual([]);
      expect(await send(success, { settings: asked })).toStrictEqual({ kind: 'sent' });
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
        descriptors: new Map([...listed(target)].map(([key, entry]) => [key, { ...entry, settings }] as const)),
        secrets,
        logger,
        deadlineMs: 300,
      });

      const context = options.context ?? {};
      const outcomes = await outcomesOf(processor, stored(makeAlert({ outputs: [target], context })));

      const said = JSON.stringify([outcomes, logger.entries]);
      expect(outcomes).toHaveLength(1);
      expect(said).toContain('reason');
      for (const spelling of [marker, encodeURIComponent(marker), 'S3cret', btoa(marker)]) {
        expect(said).not.toContain(spelling);
      }
    });

    if (page === undefined) return;
    describePage(make(fetchHttpClient), page, async () => {
      expect(await send(success, {}, 'SECRET')).toStrictEqual({ kind: 'sent' });
      return renderRequests(receiver.requests, receiver.origin, page.origin ?? 'https://SECRET');
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
