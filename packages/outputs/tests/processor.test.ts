import type { Alert, OutputName } from '@streamalert/core';
import { definePublisher } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import {
  type AlertProcessorOptions,
  createAlertProcessor,
  type Delivery,
  DuplicateServiceError,
  defaultPublication,
  historyOutputService,
  type Output,
  type SendResult,
  slack,
} from '../src/index.ts';
import {
  listed,
  makeAlert,
  makeClock,
  makeLogger,
  makeMetrics,
  makeProcessor,
  makeSecrets,
  noon,
  outcomesOf,
  stored,
} from './helpers/factories.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';

const sent: SendResult = { kind: 'sent' };
const alertTo = (...outputs: OutputName[]) => makeAlert({ outputs });

/** An output without credentials that answers as it is told and keeps what it was given. */
function fake(
  service: string,
  send: (delivery: Delivery) => Promise<SendResult> = async () => sent,
  changes: Partial<Output> = {},
): Output & { readonly deliveries: Delivery[] } {
  const deliveries: Delivery[] = [];
  return {
    service,
    credentials: [],
    idempotent: true,
    checkSettings: () => [],
    ...changes,
    deliveries,
    send(delivery) {
      deliveries.push(delivery);
      return send(delivery);
    },
  };
}

const token = { credentials: [{ name: 'token', description: 'a token', mask: true }] };

async function deliverOne(output: Output, options: Partial<AlertProcessorOptions> = {}, alert?: Alert) {
  const name: OutputName = `${output.service}:x`;
  const processor = makeProcessor({ outputs: [output], descriptors: listed(name), ...options });
  const [outcome] = await outcomesOf(processor, stored(alert ?? alertTo(name)));
  return outcome;
}

describe('deliver', () => {
  it('gives an output all it needs, and the alert without normalization (edge case 30)', async () => {
    const output = fake('chat');
    const record = { user: 'alice', streamalert_normalization: { user: [] } };

    const outcome = await deliverOne(output, {}, makeAlert({ outputs: ['chat:x'], record }));

    const clean = makeAlert({ outputs: ['chat:x'], record: { user: 'alice' } });
    expect(outcome).toStrictEqual({ output: 'chat:x', kind: 'sent', at: noon });
    const { signal, timeLeftMs, ...delivery } = output.deliveries[0] as Delivery;
    expect(delivery).toStrictEqual({
      alert: clean,
      publication: defaultPublication(clean),
      descriptor: 'x',
      settings: undefined,
      credentials: {},
      idempotencyKey: `${clean.id}:chat:x`,
      attempt: 1,
      startedAt: noon,
    });
    expect([signal.aborted, timeLeftMs() > 10_000]).toStrictEqual([false, true]);
  });

  it('tries only outputs that are unsent, not parked and due', async () => {
    const output = fake('chat');
    const outputs: OutputName[] = ['chat:due', 'chat:later', 'chat:new', 'chat:parked', 'chat:sent'];
    const processor = makeProcessor({ outputs: [output], descriptors: listed(...outputs) });

    const outcomes = await outcomesOf(
      processor,
      stored(alertTo(...outputs), [
        { output: 'chat:due', attempts: 2, nextAttempt: noon },
        { output: 'chat:later', attempts: 1, nextAttempt: noon + 1 },
        { output: 'chat:parked', attempts: 1, parked: true },
        { output: 'chat:sent', attempts: 1, sentAt: noon },
      ]),
    );

    expect(outcomes.map((outcome) => outcome.output)).toStrictEqual(['chat:due', 'chat:new']);
    expect(output.deliveries.map(({ attempt }) => attempt)).toStrictEqual([3, 1]);
  });

  it('sends an alert that waits for its merge to history alone', async () => {
    const written: string[] = [];
    const history = historyOutputService({ write: async ({ id }) => void written.push(id) });
    const chat = fake('chat');
    const processor = makeProcessor({ outputs: [history, chat], descriptors: listed('chat:x') });
    const alert = { ...alertTo('aws-firehose:alerts', 'chat:x'), mergeByKeys: ['user'], mergeWindowMinutes: 5 };

    await outcomesOf(processor, stored(alert));

    expect([written, chat.deliveries]).toStrictEqual([[alert.id], []]);
  });

  it('reports each outcome as soon as it is known', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const slow = fake('slow', () => released.then(() => sent));
    const processor = makeProcessor({ outputs: [slow, fake('fast')], descriptors: listed('slow:x', 'fast:x') });
    const reported: string[] = [];

    await processor.deliver(stored(alertTo('fast:x', 'slow:x')), async ({ output }) => {
      reported.push(output);
      release();
    });

    expect(reported).toStrictEqual(['fast:x', 'slow:x']);
  });

  it('reports the other outcomes when one cannot be recorded, then fails', async () => {
    const processor = makeProcessor({ outputs: [fake('a'), fake('b')], descriptors: listed('a:x', 'b:x') });
    const reported: string[] = [];
    const delivering = processor.deliver(stored(alertTo('a:x', 'b:x')), async ({ output }) => {
      reported.push(output);
      if (output === 'a:x') throw new Error('disk full');
    });
    await expect(delivering).rejects.toThrow('disk full');
    expect(reported).toStrictEqual(['a:x', 'b:x']);
  });

  it('gives up waiting at the deadline without holding up others', async () => {
    const signals: AbortSignal[] = [];
    const stuck = fake('stuck', ({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const processor = makeProcessor({
      outputs: [stuck, fake('chat')],
      descriptors: listed('stuck:x', 'chat:x'),
      deadlineMs: 30,
    });

    const outcomes = await outcomesOf(processor, stored(alertTo('chat:x', 'stuck:x')));

    expect(outcomes).toStrictEqual([
      { output: 'chat:x', kind: 'sent', at: noon },
      { output: 'stuck:x', kind: 'retry', reason: 'not done within 0.03 s', nextAttempt: noon + 500_000 },
    ]);
    expect(signals[0]?.aborted).toBe(true);
  });

  it('counts and logs what came of it', async () => {
    const metrics = makeMetrics();
    const logger = makeLogger();
    await deliverOne(
      fake('chat', async () => ({ kind: 'retry', reason: 'busy' })),
      { metrics, logger },
    );
    expect(metrics.counts).toStrictEqual(['received 1 chat:x', 'failed 1 chat:x']);
    expect(logger.entries).toStrictEqual([
      'alert not delivered, retry {"alertId":"11111111-2222-4333-8444-555555555555",' +
        '"ruleName":"cloudtrail_root_account_usage","output":"chat:x","attempt":1,"reason":"busy"}',
    ]);
  });
});

describe('waits between tries', () => {
  const after = async (attempts: number, changes: object = {}, options: Partial<AlertProcessorOptions> = {}) => {
    const output = fake('chat', async () => ({ kind: 'retry', reason: 'busy', ...changes }));
    const processor = makeProcessor({ outputs: [output], descriptors: listed('chat:x'), ...options });
    const [outcome] = await outcomesOf(processor, stored(alertTo('chat:x'), [{ output: 'chat:x', attempts }]));
    return outcome?.kind === 'retry' ? (outcome.nextAttempt - noon) / 1_000_000 : undefined;
  };

  it('double from one second to a quarter of an hour', async () => {
    const random = () => 1;
    const waits = await Promise.all([0, 1, 2, 9, 10, 5000].map((attempts) => after(attempts, {}, { random })));
    expect(waits).toStrictEqual([1, 2, 4, 512, 900, 900]);
  });

  it('have full jitter', async () => {
    expect(await Promise.all([0, 0.25].map((random) => after(3, {}, { random: () => random })))).toStrictEqual([0, 2]);
  });

  it('are no shorter than the receiver asks, up to a day', async () => {
    expect(await after(0, { retryAfterMs: 30_000 })).toBe(30);
    expect(await after(0, { retryAfterMs: 1e12 })).toBe(86_400);
  });

  it('follow the policy they are given', async () => {
    expect(await after(5, {}, { retry: { baseMs: 10, capMs: 40 } })).toBe(0.02);
  });
});

describe('parks what somebody has to repair', () => {
  const reasonFor = async (output: OutputName, configured: OutputName[] = ['slack:soc', 'slack:low']) => {
    const outputs = [slack({ http: fetchHttpClient }), fake('chat')];
    const processor = makeProcessor({ outputs, descriptors: listed(...configured) });
    const [outcome] = await outcomesOf(processor, stored(alertTo(output)));
    return outcome?.kind === 'parked' ? outcome.reason : outcome;
  };

  it.each<[string, OutputName, string]>([
    ['an output with three parts (edge case 18)', 'slack:a:b', '"slack:a:b" is not service:descriptor'],
    ['an output without descriptor', 'slack:', '"slack:" is not service:descriptor'],
    [
      'an output that is not configured (edge case 19)',
      'slack:gone',
      'slack:gone is not in conf/outputs.json, which has slack:low, slack:soc',
    ],
    ['a service without outputs', 'chat:x', 'chat:x is not in conf/outputs.json, which has no chat output'],
    ['an unknown service', 'slak:soc', 'there is no output service "slak"; there are chat, slack'],
    [
      'missing credentials',
      'slack:soc',
      'credentials of slack:soc: url is missing; set them with "streamalert output set slack:soc"',
    ],
  ])('%s', async (_case, output, reason) => {
    expect(await reasonFor(output)).toBe(reason);
  });

  it('credentials that cannot be right, without telling them', async () => {
    const secrets = makeSecrets({ 'outputs/slack/x': { url: 'ftp://secret-host' } });
    expect(await deliverOne(slack({ http: fetchHttpClient }), { secrets })).toStrictEqual({
      output: 'slack:x',
      kind: 'parked',
      reason:
        'credentials of slack:x: url must begin with https:// (http:// is accepted for this machine only); ' +
        'set them with "streamalert output set slack:x"',
    });
  });

  it('settings that are wrong', async () => {
    const problem = { path: ['a', 0], message: 'must be a number', severity: 'error' } as const;
    const outcome = await deliverOne(fake('chat', undefined, { checkSettings: () => [problem] }));
    expect(outcome).toMatchObject({ kind: 'parked', reason: 'chat:x in conf/outputs.json: a 0 must be a number' });
  });

  it('what the receiver does not accept', async () => {
    const outcome = await deliverOne(fake('chat', async () => ({ kind: 'permanent', reason: '404 Not Found' })));
    expect(outcome).toStrictEqual({ output: 'chat:x', kind: 'parked', reason: '404 Not Found' });
  });
});

describe('publishers', () => {
  it('shape what the output gets', async () => {
    const output = fake('chat');
    const publishers = new Map([['short', definePublisher('short', ({ ruleName }) => ({ text: ruleName }))]]);
    await deliverOne(output, { publishers }, makeAlert({ outputs: ['chat:x'], publishers: { chat: ['short'] } }));
    expect(output.deliveries[0]?.publication).toStrictEqual({ text: 'cloudtrail_root_account_usage' });
  });

  it('that throw make their output wait, as the next version may repair them', async () => {
    const broken = definePublisher('broken', () => {
      throw new Error('no such field');
    });
    const alert = makeAlert({ outputs: ['chat:x'], publishers: { chat: ['broken'] } });
    const outcome = await deliverOne(fake('chat'), { publishers: new Map([['broken', broken]]) }, alert);
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'publisher broken failed: no such field' });
  });

  it('that nobody knows are logged', async () => {
    const logger = makeLogger();
    const alert = makeAlert({ outputs: ['chat:x'], publishers: { chat: ['gone'] } });
    await deliverOne(fake('chat'), { logger }, alert);
    expect(logger.entries[0]).toContain('unknown publisher passed over');
    expect(logger.entries[0]).toContain('"publisher":"gone"');
  });
});

describe('credentials', () => {
  const name = 'outputs/chat/x';

  it('are read once in five minutes', async () => {
    const clock = makeClock();
    const secrets = makeSecrets({ [name]: { token: 'one', descriptor: 'x' } });
    const output = fake('chat', undefined, token);
    const processor = makeProcessor({ outputs: [output], descriptors: listed('chat:x'), secrets, clock });
    const deliver = () => outcomesOf(processor, stored(alertTo('chat:x')));

    await Promise.all([deliver(), deliver()]);
    clock.move(5 * 60_000 - 1);
    await deliver();
    expect(secrets.reads).toBe(1);

    clock.move(1);
    await deliver();
    expect(secrets.reads).toBe(2);
    expect(output.deliveries[0]?.credentials).toStrictEqual({ token: 'one' });
  });

  it('that were replaced are used at once when the old ones are refused', async () => {
    const secrets = makeSecrets({ [name]: { token: 'old' } });
    let accepted = 'old';
    const output = fake(
      'chat',
      async ({ credentials }) =>
        credentials['token'] === accepted ? sent : { kind: 'permanent', reason: '401', credentialsRefused: true },
      token,
    );
    const processor = makeProcessor({ outputs: [output], descriptors: listed('chat:x'), secrets });
    const deliver = () => outcomesOf(processor, stored(alertTo('chat:x')));
    await deliver();

    accepted = 'new';
    expect(await deliver()).toMatchObject([{ kind: 'parked', reason: '401' }]);
    secrets.secrets.set(name, { token: 'new' });
    expect(await deliver()).toMatchObject([{ kind: 'sent' }]);
  });

  it('that were missing are found once they are set', async () => {
    const secrets = makeSecrets();
    const processor = makeProcessor({
      outputs: [fake('chat', undefined, token)],
      descriptors: listed('chat:x'),
      secrets,
    });
    const deliver = () => outcomesOf(processor, stored(alertTo('chat:x')));
    expect(await deliver()).toMatchObject([{ kind: 'parked' }]);
    secrets.secrets.set(name, { token: 'new' });
    expect(await deliver()).toMatchObject([{ kind: 'sent' }]);
  });

  it('that were wrong are read again', async () => {
    const secrets = makeSecrets({ [name]: { token: 'old' } });
    const validate = (value: string) => (value === 'new' ? undefined : 'is too old');
    const output = fake('chat', undefined, {
      credentials: [{ name: 'token', description: 't', mask: true, validate }],
    });
    const processor = makeProcessor({ outputs: [output], descriptors: listed('chat:x'), secrets });
    const deliver = () => outcomesOf(processor, stored(alertTo('chat:x')));
    expect(await deliver()).toMatchObject([{ kind: 'parked' }]);
    secrets.secrets.set(name, { token: 'new' });
    expect(await deliver()).toMatchObject([{ kind: 'sent' }]);
  });

  it('that cannot be read make the output wait', async () => {
    const secrets = makeSecrets();
    secrets.get = async () => {
      throw new Error('the key is missing');
    };
    expect(await deliverOne(fake('chat', undefined, token), { secrets })).toMatchObject({
      kind: 'retry',
      reason: 'credentials of chat:x cannot be read: the key is missing',
    });
  });

  it('stand in no reason, however long, nested and broken', async () => {
    const secrets = makeSecrets({ [name]: { token: 'Secret-Token' } });
    const logger = makeLogger();
    const output = fake(
      'chat',
      async () => {
        const text = `${'x'.repeat(290)}\n secret-token Secret-Token`;
        throw new Error(text, { cause: new Error('with SECRET-TOKEN') });
      },
      token,
    );
    const outcome = await deliverOne(output, { secrets, logger });
    expect(JSON.stringify([outcome, logger.entries]).toLowerCase()).not.toContain('secret-t');
    expect(outcome?.kind === 'retry' && outcome.reason).toMatch(/^x{290} \[redacte…$/);
  });
});

describe('createAlertProcessor', () => {
  it('refuses two outputs of one service', () => {
    const make = () => makeProcessor({ outputs: [fake('chat'), fake('chat')] });
    expect(make).toThrow(DuplicateServiceError);
    expect(make).toThrow('two outputs are registered for the service "chat"');
  });

  it('works with the defaults', async () => {
    const processor = createAlertProcessor({
      outputs: [fake('chat')],
      descriptors: listed('chat:x'),
      secrets: makeSecrets(),
      publishers: new Map(),
      clock: makeClock(),
      logger: makeLogger(),
      metrics: makeMetrics(),
    });
    expect(await outcomesOf(processor, stored(alertTo('chat:x')))).toHaveLength(1);
  });
});

describe('historyOutputService', () => {
  it('parks delivery streams that are configured beside history', async () => {
    const history = historyOutputService({ write: async () => undefined });
    expect(await deliverOne(history)).toMatchObject({
      kind: 'parked',
      reason: 'delivery streams are not available here, only aws-firehose:alerts (history)',
    });
  });

  it('makes history wait when it cannot be written', async () => {
    const history = historyOutputService({
      write: async () => {
        throw new Error('disk full');
      },
    });
    const processor = makeProcessor({ outputs: [history], descriptors: new Map() });
    const outcomes = await outcomesOf(processor, stored(alertTo('aws-firehose:alerts')));
    expect(outcomes).toMatchObject([{ kind: 'retry', reason: 'disk full' }]);
  });
});
