import { describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createInvoker } from '../src/functions/invoker.ts';
import { lambdaClient } from './helpers/clients.ts';
import { startFaultProxy } from './helpers/fault-proxy.ts';

describeOnAws('ministack', (url) => {
  describe('Invoker', () => {
    const invoker = (endpoint: string) =>
      createInvoker({ client: lambdaClient(endpoint), functionName: 'acme_function', qualifier: 'production' });

    it('hands the event to the alias', async () => {
      const taken: (readonly [string, string])[] = [];
      const proxy = await startFaultProxy(url, ({ action, body }) => {
        taken.push([action, body.toString()]);
        return { kind: 'answer', status: 202, body: {} };
      });

      await invoker(proxy.url).invoke({ feeds: ['acme-taxii'] });

      expect(taken).toStrictEqual([
        ['POST /2015-03-31/functions/acme_function/invocations?Qualifier=production', '{"feeds":["acme-taxii"]}'],
      ]);
    });

    it('says which function there is not', async () => {
      await expect(invoker(url).invoke({})).rejects.toMatchObject({
        name: 'AwsError',
        message: 'lambda:Invoke of acme_function:production failed: ResourceNotFoundException',
        retryable: false,
      });
    });
  });
});
