import { describeHistorySearch, describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createAthenaSearch } from '../src/athena/history-search.ts';
import { jsonOf } from '../src/athena/result-values.ts';
import { makeAthena } from './helpers/athena.ts';
import { athenaClient } from './helpers/clients.ts';
import { type Fault, startFaultProxy } from './helpers/fault-proxy.ts';

const sql = 'select count(*) from alerts';

describeOnAws('ministack', (url) => {
  /** Athena, which says of every query that it is in this state. */
  const withState = async (Status: object, timeoutMs = 60_000, signal?: AbortSignal) => {
    const { add: _, ...options } = await makeAthena(url);
    const answer: Fault = { kind: 'answer', status: 200, body: { QueryExecution: { Status } } };
    const calls: string[] = [];
    const proxy = await startFaultProxy(url, ({ action }) => {
      calls.push(action.replace('AmazonAthena.', ''));
      return action === 'AmazonAthena.GetQueryExecution' ? answer : { kind: 'none' };
    });
    return {
      search: createAthenaSearch({
        ...options,
        client: athenaClient(proxy.url),
        timeoutMs: () => timeoutMs,
        ...(signal && { signal }),
      }),
      calls,
    };
  };

  describeHistorySearch('Athena', async () => {
    const { add, ...options } = await makeAthena(url);
    return { port: createAthenaSearch(options), add };
  });

  describe('AthenaSearch', () => {
    it('stops a query that takes too long, and may be asked again', async () => {
      const { search, calls } = await withState({ State: 'RUNNING' }, 0);

      await expect(search.search(sql)).rejects.toMatchObject({
        name: 'AwsError',
        code: 'Timeout',
        retryable: true,
        message: expect.stringMatching(/^query \S+ was stopped: no answer within 0 ms$/),
      });
      expect(calls).toStrictEqual(['StartQueryExecution', 'GetQueryExecution', 'StopQueryExecution']);
    });

    it('stops a query for whose answer nobody waits any more', async () => {
      const { search, calls } = await withState({ State: 'RUNNING' }, 60_000, AbortSignal.timeout(300));

      await expect(search.search(sql)).rejects.toMatchObject({ code: 'Aborted', retryable: false });
      expect(calls.at(-1)).toBe('StopQueryExecution');
    });

    it.each([
      ['its own', { ErrorCategory: 2, Retryable: false }, false],
      ['of Athena', { ErrorCategory: 1 }, true],
      ['that may pass', { ErrorCategory: 3, Retryable: true }, true],
    ])('tells a failure of a query that is %s', async (_case, AthenaError, retryable) => {
      const { search } = await withState({ State: 'FAILED', StateChangeReason: 'no memory', AthenaError });

      await expect(search.search(sql)).rejects.toMatchObject({
        code: 'QueryFAILED',
        retryable,
        message: expect.stringMatching(/^query \S+ failed: no memory$/),
      });
    });

    it('may ask again what somebody cancelled', async () => {
      const { search } = await withState({ State: 'CANCELLED' });

      await expect(search.search(sql)).rejects.toMatchObject({ code: 'QueryCANCELLED', retryable: true });
    });

    it('begins a query for a person without waiting for it', async () => {
      const { search, calls } = await withState({ State: 'RUNNING' });

      expect(await search.begin(sql)).toMatch(/^[\w-]{36}$/);
      expect(calls).toStrictEqual(['StartQueryExecution']);
    });
  });
});

describe('values of Athena', () => {
  it.each([
    ['nothing', undefined, 'bigint', null],
    ['an integer', '-7', 'integer', -7],
    ['an integer beyond doubles', '9007199254740993', 'bigint', 9007199254740993n],
    ['a fraction', '0.5', 'double', 0.5],
    ['a large fraction', '1.0E30', 'double', 1e30],
    ['what JSON has no number for', 'NaN', 'double', 'NaN'],
    ['yes', 'true', 'boolean', true],
    ['no', 'false', 'boolean', false],
    ['a decimal, every digit of it', '1.500', 'decimal', '1.500'],
    ['a text that looks like a number', '7', 'varchar', '7'],
    ['a map', '{a=1, b=2}', 'map', '{a=1, b=2}'],
  ])('%s', (_case, text, type, expected) => {
    expect(jsonOf(text, type)).toStrictEqual(expected);
  });
});
