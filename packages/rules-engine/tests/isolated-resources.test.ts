import { fileURLToPath } from 'node:url';
import type { ClassifiedRecord, Json } from '@streamalert/core';
import { encodeMessage } from '@streamalert/core/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Body, createIsolatedEngine, type IsolatedEngineOptions } from '../src/index.ts';
import { indicator, indicatorStore, normalizedRecord, settings } from './helpers/intel.ts';
import { classified, countingClock } from './helpers/records.ts';

const asking = fileURLToPath(new URL('rule-files/asking', import.meta.url));

async function start(options: Partial<IsolatedEngineOptions>) {
  const engine = await createIsolatedEngine({
    locations: [asking],
    defaultOutputs: ['slack:soc'],
    clock: countingClock(1_000_000),
    timeLimitMs: 250,
    ...options,
  });
  onTestFinished(() => engine.close());
  return engine;
}

const body = (id: string, ...records: readonly ClassifiedRecord[]): Body => ({
  id,
  text: new TextEncoder().encode(`[${records.map(encodeMessage).join(',')}]`),
});

/** A lookup of one table that keeps what it was asked for. */
function owners(table: Readonly<Record<string, Json>>) {
  const asked: string[] = [];
  const lookup = async (name: string, key: string): Promise<Json | undefined> => {
    asked.push(`${name}/${key}`);
    return table[key];
  };
  return { lookup, asked };
}

describe('createIsolatedEngine with indicators', () => {
  it('finds them from within the worker, in the stores of this thread', async () => {
    const { store, asked } = indicatorStore(indicator('192.0.2.1'), indicator('198.51.100.0/24'));
    const engine = await start({ intel: { settings, store } });
    const records = ['192.0.2.1', '192.0.2.9', '198.51.100.7'].map((ip) => normalizedRecord({ ip_address: [ip] }));

    const { alerts, intel } = await engine.evaluateBodies([body('A', ...records)]);
    await engine.evaluateBodies([body('B', ...records)]);

    expect(alerts.map(({ record }) => record['streamalert:ioc'])).toStrictEqual([
      { ip: ['192.0.2.1'] },
      { ip: ['198.51.100.7'] },
    ]);
    expect(intel).toStrictEqual({ values: 3, asked: 3, matched: 2, failed: 0 });
    expect(asked).toStrictEqual([['192.0.2.1', '192.0.2.9', '198.51.100.7']]);
  });

  it('tells what the store failed with, and evaluates everything', async () => {
    const { lookup } = owners({ mia: 'team-a' });
    const store = { find: () => Promise.reject(new Error('the table is gone')) };
    const engine = await start({ intel: { settings, store }, lookup });

    const { alerts, intel } = await engine.evaluateBodies([body('A', normalizedRecord({ ip_address: ['192.0.2.1'] }))]);

    expect(intel).toStrictEqual({ values: 1, asked: 1, matched: 0, failed: 1, reason: 'the table is gone' });
    expect(alerts.map(({ ruleName }) => ruleName)).toStrictEqual(['lookup']);
  });
});

describe('createIsolatedEngine with lookup tables', () => {
  it('gives rules values from this thread, and asks once a key and call', async () => {
    const { lookup, asked } = owners({ mia: { team: 'a', size: 2n ** 53n + 1n } });
    const engine = await start({ lookup });
    const bodies = [body('A', classified({ user: 'mia' }), classified({ user: 'mia' }), classified({ user: 'kim' }))];

    const { alerts } = await engine.evaluateBodies(bodies);
    await engine.evaluateBodies(bodies);

    expect(alerts.map(({ context }) => context)).toStrictEqual(
      Array(2).fill({ owner: { team: 'a', size: 2n ** 53n + 1n } }),
    );
    expect(asked).toStrictEqual(['owners/mia', 'owners/kim', 'owners/mia', 'owners/kim']);
  });

  it('fails the rule once, and does not park it, when a table cannot be read', async () => {
    const engine = await start({ lookup: () => Promise.reject(new Error('access denied')) });

    const { failures } = await engine.evaluateBodies([body('A', classified({ user: 'mia' }, { id: 'A.0' }))]);

    expect(failures).toStrictEqual([
      { rule: 'lookup', recordId: 'A.0', message: 'lookup table "owners" access denied' },
    ]);
    expect(engine.parked()).toStrictEqual([]);
  });

  it('fails the rule, and does not park it, when a table does not answer in time', async () => {
    const engine = await start({ lookup: () => new Promise(() => {}) });

    const { failures } = await engine.evaluateBodies([body('A', classified({ user: 'mia' }, { id: 'A.0' }))]);

    expect(failures).toStrictEqual([
      { rule: 'lookup', recordId: 'A.0', message: 'lookup table "owners" did not answer within 200 ms' },
    ]);
    expect(engine.parked()).toStrictEqual([]);
  });
});

describe('createIsolatedEngine with staged rules', () => {
  it('takes another set of staged rules between calls', async () => {
    const engine = await start({ lookup: owners({ mia: 'team-a' }).lookup, staged: new Set(['lookup']) });
    const evaluateOne = async (id: string) => {
      const { alerts } = await engine.evaluateBodies([body(id, classified({ user: 'mia' }))]);
      return alerts.map(({ staged, outputs }) => [staged, outputs]);
    };

    const before = await evaluateOne('A');
    engine.stage([]);
    const after = await evaluateOne('B');

    expect(before).toStrictEqual([[true, ['aws-firehose:alerts']]]);
    expect(after).toStrictEqual([[false, ['aws-firehose:alerts', 'slack:soc']]]);
  });
});
