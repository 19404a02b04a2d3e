import { testTime } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { context, day, makeFunction, stagedSince } from './helpers/function.ts';

describe('the rule promotion function', () => {
  it('promotes rules whose time is over and that were quiet, and keeps what that was decided on', async () => {
    const { invoke, put, raise, statuses, metrics } = await makeFunction();
    const [quiet, noisy, waiting] = [stagedSince('quiet', 3), stagedSince('noisy', 3), stagedSince('waiting', 1)];
    await put([quiet, noisy, waiting]);
    await raise('quiet', 1);
    await raise('noisy', 2);

    await invoke({}, context);

    const evidence = { alerts: 1, since: testTime - 3 * day, maximumAlerts: 1 };
    const decision = { at: expect.any(Number), staged: false, reason: 'promoted', evidence };
    expect(await statuses()).toStrictEqual([noisy, { ...quiet, staged: false, decisions: [decision] }, waiting]);
    expect(metrics.snapshot().counts).toStrictEqual({
      'received{stage=rule-promotion}': 3,
      'passed{stage=rule-promotion}': 1,
      'rejected{stage=rule-promotion}': 1,
    });
  });

  it('says which rules notify from now on, and which stay staged', async () => {
    const { invoke, put, raise, logged } = await makeFunction();
    await put([stagedSince('quiet', 3), stagedSince('noisy', 3)]);
    await raise('noisy', 2);

    await invoke({}, context);

    expect(logged.map(({ message, ruleName, alerts }) => [message, ruleName, alerts])).toStrictEqual([
      ['a rule notifies from now on: its staging is over', 'quiet', 0],
      ['a rule stays staged: it raised more alerts than it may', 'noisy', 2],
    ]);
  });

  it('asks history nothing while no time is over', async () => {
    const { invoke, put, searches, digests } = await makeFunction();
    await put([stagedSince('waiting', 1), { ruleName: 'notifying', staged: false }]);

    await invoke({}, context);

    expect([searches, digests]).toStrictEqual([[], []]);
  });

  it('sends the digest when it is asked to: of all that were staged, with where their alerts are', async () => {
    const { invoke, put, raise, digests } = await makeFunction();
    await put([stagedSince('promoted', 3), stagedSince('waiting', 1), { ruleName: 'notifying', staged: false }]);
    await raise('waiting', 4);

    await invoke({ send_digest: true }, context);

    expect(digests.map(({ subject }) => subject)).toStrictEqual([
      expect.stringMatching(/^Alert statistics for 2 staged rule\(s\) \[/),
    ]);
    const lines = digests.flatMap(({ body }) => body.split('\n')).filter((line) => /^◦|Count|Info/.test(line));
    expect(lines).toStrictEqual([
      '◦ waiting',
      '\t- Alert Count: 4',
      '\t- Alert Info: https://example.com/waiting',
      '◦ promoted',
      '\t- Alert Count: 0',
      '\t- Alert Info: n/a',
    ]);
  });

  it('sends no digest of no rule', async () => {
    const { invoke, digests, searches } = await makeFunction();

    await invoke({ send_digest: true }, context);

    expect([digests, searches]).toStrictEqual([[], []]);
  });

  it('sends the digest also when alerts cannot be shown', async () => {
    const { invoke, put, raise, digests, logged } = await makeFunction(() => ({
      show: () => Promise.reject(new Error('too many queries')),
    }));
    await put([stagedSince('waiting', 1)]);
    await raise('waiting', 4);

    await invoke({ send_digest: true }, context);

    expect(digests[0]?.body).toContain('\t- Alert Count: 4\n\t- Alert Info: n/a');
    expect(logged[0]).toMatchObject({ level: 'warn', ruleName: 'waiting', reason: 'too many queries' });
  });

  it('promotes once when both schedules come at the same time', async () => {
    const { invoke, put, statuses, metrics } = await makeFunction();
    await put([stagedSince('quiet', 3)]);

    await Promise.all([invoke({}, context), invoke({ send_digest: true }, context)]);
    await invoke({}, context);

    expect((await statuses()).map(({ staged, decisions }) => [staged, decisions?.length])).toStrictEqual([[false, 1]]);
    expect(metrics.snapshot().counts['passed{stage=rule-promotion}']).toBe(1);
  });

  it('leaves a rule staged that somebody staged anew while history was asked', async () => {
    const made = await makeFunction((parts) => ({
      history: (timeoutMs) => ({
        async search(sql) {
          await made.put([again]);
          return parts.history(timeoutMs).search(sql);
        },
      }),
    }));
    const again = stagedSince('changed', 0);
    await made.put([stagedSince('changed', 3)]);

    await made.invoke({}, context);

    expect(await made.statuses()).toStrictEqual([again]);
    expect(made.logged.map(({ message }) => message)).toStrictEqual([
      'a rule was not promoted: somebody decided about it meanwhile',
    ]);
  });

  it('leaves rules staged while history cannot be asked, and fails, so that an alarm tells of it', async () => {
    const { invoke, put, statuses } = await makeFunction(() => ({
      history: () => ({ search: () => Promise.reject(new Error('no answer within 50000 ms')) }),
    }));
    await put([stagedSince('quiet', 3)]);

    await expect(invoke({}, context)).rejects.toThrow('no answer within 50000 ms');

    expect(await statuses()).toStrictEqual([stagedSince('quiet', 3)]);
  });

  it('waits for history no longer than the invocation lasts', async () => {
    const patience: number[] = [];
    const { invoke, put } = await makeFunction((parts) => ({
      history(timeoutMs) {
        patience.push(timeoutMs());
        return parts.history(timeoutMs);
      },
    }));
    await put([stagedSince('quiet', 3)]);

    await invoke({}, context);

    expect(patience).toStrictEqual([50_000]);
  });

  it('does not start with an environment that is not complete', () => {
    expect(() => createHandler({ staging: {} as never })).toThrow(
      'the environment of the function is not complete: STREAMALERT_PREFIX is missing; STREAMALERT_DATABASE is missing; STREAMALERT_WORKGROUP is missing; STREAMALERT_DIGEST_TOPIC_ARN is missing; AWS_REGION is missing',
    );
  });
});
