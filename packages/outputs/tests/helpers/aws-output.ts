import { historyOutput } from '@streamalert/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsAccess, Delivery, Output } from '../../src/index.ts';
import { exampleAlert, exampleDelivery } from './example-alert.ts';
import {
  type Answer,
  answerWith,
  dropConnection,
  type HttpReceiver,
  neverAnswer,
  startHttpReceiver,
} from './http-receiver.ts';
import { describePage, type Page, renderRequests } from './page.ts';

/** How a service spells an error on the wire. @see https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol = 'json' | 'query' | 'rest-xml';

/** How an AWS service is put to the test, through the SDK's own client. */
export interface AwsOutputCase {
  readonly make: (aws: AwsAccess) => Output;
  readonly credentials?: Record<string, string>;
  readonly settings?: unknown;
  readonly success: Answer;
  readonly protocol: Protocol;
  readonly page: Page;
}

/** A caller and an account, at a server on loopback. */
export const awsAt = (endpoint: string): AwsAccess => ({
  region: 'eu-west-1',
  accountId: '123456789012',
  prefix: 'acme',
  endpoint,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
});

/** An error as the service would send it. */
export function awsError(protocol: Protocol, status: number, code: string, message = 'no'): Answer {
  const xml = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  if (protocol === 'json') {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
    return answerWith(status, JSON.stringify({ __type: code, message, Message: message }), headers);
  }
  const body = protocol === 'query' ? `<ErrorResponse>${xml}</ErrorResponse>` : xml;
  return answerWith(status, body, { 'content-type': 'text/xml' });
}

/** What every AWS output does with the answers of its service, and the page that shows what it sends. */
export function describeAwsOutput(name: string, options: AwsOutputCase): void {
  const { make, credentials = {}, settings, success, protocol, page } = options;
  describe(`${name} and the answers of its service`, () => {
    let receiver: HttpReceiver;
    beforeAll(async () => {
      receiver = await startHttpReceiver();
    });
    afterAll(() => receiver[Symbol.asyncDispose]());
    beforeEach(() => {
      receiver.requests.length = 0;
    });
    const alert = { ...exampleAlert, outputs: [historyOutput, `${name}:soc` as const] };

    const send = (answer: Answer, changes: Partial<Delivery> = {}) => {
      receiver.answer = answer;
      return make(awsAt(receiver.origin)).send(exampleDelivery(name, { alert, credentials, settings, ...changes }));
    };

    it('counts as sent what the service confirms', async () => {
      expect(await send(success)).toStrictEqual({ kind: 'sent' });
    });

    it('accepts its settings', () => {
      expect(make(awsAt('')).checkSettings(settings)).toStrictEqual([]);
    });

    it.each([
      [400, 'ThrottlingException'],
      [429, 'TooManyRequestsException'],
      [500, 'InternalFailure'],
      [503, 'ServiceUnavailable'],
      [400, 'ExpiredTokenException'],
    ])('tries again after %i %s, once each time it is asked', async (status, code) => {
      expect(await send(awsError(protocol, status, code))).toMatchObject({ kind: 'retry' });
      expect(receiver.requests).toHaveLength(1);
    });

    it.each([
      [400, 'ValidationException'],
      [404, 'ResourceNotFoundException'],
    ])('gives up after %i %s', async (status, code) => {
      expect(await send(awsError(protocol, status, code))).toStrictEqual({
        kind: 'permanent',
        reason: expect.stringMatching(/no|NotFound/) as string,
      });
    });

    it.each([
      [403, 'AccessDenied'],
      [403, 'SignatureDoesNotMatch'],
      [400, 'UnrecognizedClientException'],
    ])('says that credentials are refused at %i %s', async (status, code) => {
      expect(await send(awsError(protocol, status, code))).toMatchObject({
        kind: 'permanent',
        credentialsRefused: true,
      });
    });

    it('tries again when the deadline ends the request', async () => {
      expect(await send(neverAnswer, { signal: AbortSignal.timeout(50) })).toMatchObject({ kind: 'retry' });
    });

    it('tries again when the connection is dropped', async () => {
      expect(await send(dropConnection)).toMatchObject({ kind: 'retry' });
    });

    it('sends an OCSF finding when the settings ask for it', async () => {
      const asked = typeof settings === 'string' ? { value: settings, format: 'ocsf' } : { format: 'ocsf' };
      expect(make(awsAt('')).checkSettings(asked)).toStrictEqual([]);
      expect(await send(success, { settings: asked })).toStrictEqual({ kind: 'sent' });
    });

    describePage(make(awsAt('')), page, async () => {
      expect(await send(success)).toStrictEqual({ kind: 'sent' });
      return renderRequests(receiver.requests, receiver.origin, page.origin ?? '');
    });
  });
}
