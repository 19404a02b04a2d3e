import { fileURLToPath } from 'node:url';
import { encodeMessage } from '@streamalert/core/wire';
import { describe, expect, it } from 'vitest';
import { createInProcessEngine, createIsolatedEngine, EngineClosedError } from '../src/index.ts';
import { classified, countingClock } from './helpers/records.ts';

const options = {
  locations: [fileURLToPath(new URL('rule-files/harmful', import.meta.url))],
  defaultOutputs: [],
  timeLimitMs: 150,
};
const start = () => createInProcessEngine({ ...options, clock: countingClock(1_000_000) });
const body = (id: string, ...actions: readonly string[]) => {
  const messages = actions.map((action, at) => encodeMessage(classified({ action }, { id: `${id}.${at}` })));
  return { id, text: new TextEncoder().encode(`[${messages.join(',')}]`) };
};

describe('createInProcessEngine', () => {
  it('gives what the isolated engine gives', async () => {
    const bodies = [body('A', 'login', 'wait'), { id: 'B', text: new TextEncoder().encode('[{') }, body('C', 'wait')];
    const isolated = await createIsolatedEngine({ ...options, clock: countingClock(1_000_000) });
    const inProcess = await start();

    const evaluations = await Promise.all([isolated, inProcess].map((engine) => engine.evaluateBodies(bodies)));
    await isolated.close();

    const [one, other] = evaluations.map(({ metrics: _, alerts, ...rest }) => ({
      ...rest,
      alerts: alerts.map(({ created: _created, ...alert }) => alert),
    }));
    expect(other).toStrictEqual(one);
    expect(inProcess.ruleIds).toStrictEqual(isolated.ruleIds);
    expect([isolated.parked(), inProcess.parked()]).toStrictEqual([['waits'], ['waits']]);
  });

  it('stages rules from the next call on', async () => {
    const engine = await start();
    const staged = async () => (await engine.evaluateBodies([body('A', 'login')])).alerts.map((alert) => alert.staged);

    const before = await staged();
    engine.stage(['good']);

    expect([before, await staged()]).toStrictEqual([[false], [true]]);
  });

  it('takes no calls once it is closed', async () => {
    const engine = await start();

    await engine.close();

    await expect(engine.evaluateBodies([])).rejects.toThrow(EngineClosedError);
  });
});
