import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JsonObject, Logger } from '@streamalert/core';
import { encodeMessage } from '@streamalert/core/wire';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type BodiesEngine,
  type Body,
  createIsolatedEngine,
  EngineClosedError,
  EngineStartError,
  type IsolatedEngineOptions,
} from '../src/index.ts';
import { classified, countingClock } from './helpers/records.ts';

const harmful = fileURLToPath(new URL('rule-files/harmful', import.meta.url));
const engines: BodiesEngine[] = [];

async function start(options: Partial<IsolatedEngineOptions> = {}): Promise<BodiesEngine> {
  const engine = await createIsolatedEngine({
    locations: [harmful],
    defaultOutputs: [],
    clock: countingClock(1_000_000),
    timeLimitMs: 150,
    memoryMb: 64,
    ...options,
  });
  engines.push(engine);
  return engine;
}

/** A body with one record an action; their ids are `<id>.0`, `<id>.1`, … */
function body(id: string, ...actions: readonly string[]): Body {
  return bodyOf(
    id,
    actions.map((action) => ({ action })),
  );
}

function bodyOf(id: string, records: readonly JsonObject[]): Body {
  const messages = records.map((record, at) => encodeMessage(classified(record, { id: `${id}.${at}` })));
  return { id, text: new TextEncoder().encode(`[${messages.join(',')}]`) };
}

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

describe('createIsolatedEngine', () => {
  it('evaluates bodies and leaves their bytes to the caller', async () => {
    const engine = await start();
    const bodies = [body('A', 'login'), body('B', 'login', 'login')];
    const before = structuredClone(bodies);

    const evaluation = await engine.evaluateBodies(bodies);

    expect(evaluation.bodies).toStrictEqual([
      { id: 'A', records: 1 },
      { id: 'B', records: 2 },
    ]);
    expect(evaluation.alerts.map(({ ruleName, created }) => [ruleName, created])).toStrictEqual([
      ['good', 1_000_001],
      ['good', 1_000_003],
      ['good', 1_000_005],
    ]);
    expect(bodies).toStrictEqual(before);
  });

  it('brings integers beyond 2⁵³ back as they were', async () => {
    const engine = await start();

    const { alerts } = await engine.evaluateBodies([bodyOf('A', [{ n: 2n ** 53n + 1n }])]);

    expect(alerts.map(({ record }) => record)).toStrictEqual([{ n: 2n ** 53n + 1n }]);
  });

  it('fails a body that cannot be read alone (row 3)', async () => {
    const engine = await start();
    const broken = { id: 'B', text: new TextEncoder().encode('[{') };

    const { alerts, bodies } = await engine.evaluateBodies([body('A', 'login'), broken, body('C', 'login')]);

    expect(bodies).toStrictEqual([
      { id: 'A', records: 1 },
      { id: 'B', records: 0, error: 'the queue body is not JSON' },
      { id: 'C', records: 1 },
    ]);
    expect(alerts.length).toBe(2);
  });

  it.each([
    ['never returns', 'loop', 'loops', 'did not return within 150 ms', 150],
    ['takes all memory', 'hoard', 'hoards', 'needs more than 64 MB', 5000],
    ['takes all memory, in buffers', 'hoard buffers', 'hoards_buffers', 'needs more than 64 MB', 2000],
    ['ends the process', 'exit', 'exits', 'ended the worker with code 3', 5000],
    ['never answers', 'wait', 'waits', 'did not answer within 150 ms', 150],
  ])('parks a rule that %s, and repeats the rest without it', async (_case, action, rule, message, timeLimitMs) => {
    const engine = await start({ timeLimitMs });

    const calls = [body('A', 'login'), body('B', 'login', action), body('C', action)].map((one) =>
      engine.evaluateBodies([one]),
    );
    const evaluations = await Promise.all(calls);

    expect(evaluations.map(({ failures }) => failures)).toStrictEqual([
      [],
      [{ rule, recordId: 'B.1', message, parked: true }],
      [],
    ]);
    expect(evaluations.map(({ alerts }) => alerts.length)).toStrictEqual([1, 2, 1]);
    expect(evaluations[1]?.metrics[rule]?.errors).toBe(1);
    expect(engine.parked()).toStrictEqual([rule]);
  });

  it('survives several harmful rules in one call', async () => {
    const engine = await start();

    const evaluation = await engine.evaluateBodies([body('A', 'wait', 'loop'), body('B', 'exit', 'login')]);

    expect(evaluation.failures.map(({ rule }) => rule).sort()).toStrictEqual(['exits', 'loops', 'waits']);
    expect(evaluation.alerts.map(({ ruleName }) => ruleName)).toStrictEqual(['good', 'good', 'good', 'good']);
    expect(evaluation.bodies).toStrictEqual([
      { id: 'A', records: 2 },
      { id: 'B', records: 2 },
    ]);
  });

  it('fails alone a body that ends the worker while no rule runs', async () => {
    const engine = await start();

    const bodies = [body('A', 'login'), body('B', 'exit later'), body('C', 'login')];
    const evaluation = await engine.evaluateBodies(bodies);

    expect(evaluation.bodies).toStrictEqual([
      { id: 'A', records: 1 },
      { id: 'B', records: 0, error: 'the worker ended while it was evaluated: ended the worker with code 4' },
      { id: 'C', records: 1 },
    ]);
    expect(evaluation.alerts.length).toBe(2);
  });

  it('fails alone a body whose alert is nested too deep to be sent', async () => {
    const engine = await start();
    const depth = 100_000;
    const nested = body('B', 'login').text;
    const text = new TextDecoder().decode(nested).replace('"login"', `${'['.repeat(depth)}${']'.repeat(depth)}`);

    const bodies = [body('A', 'login'), { id: 'B', text: new TextEncoder().encode(text) }, body('C', 'login')];
    const evaluation = await engine.evaluateBodies(bodies);

    expect(evaluation.bodies.map(({ id, records }) => [id, records])).toStrictEqual([
      ['A', 1],
      ['B', 0],
      ['C', 1],
    ]);
    expect(evaluation.alerts.length).toBe(2);
  });

  it('tells of errors that nobody waits for', async () => {
    const messages: string[] = [];
    const ignore = () => {};
    const logger: Logger = { debug: ignore, info: ignore, warn: ignore, error: (message) => messages.push(message) };
    const engine = await start({ logger });

    const evaluation = await engine.evaluateBodies([body('A', 'stray')]);
    await engine.evaluateBodies([body('B', 'login')]);

    expect(evaluation.failures).toStrictEqual([]);
    expect(messages).toStrictEqual(['an error outside of any call of a rule: Error: nobody waits']);
  });

  it('rejects calls during and after closing', async () => {
    const engine = await start();

    const during = engine.evaluateBodies([body('A', 'loop')]);
    const rejected = expect(during).rejects.toThrow(EngineClosedError);
    await engine.close();

    await rejected;
    await expect(engine.evaluateBodies([])).rejects.toThrow(EngineClosedError);
  });

  it('does not start with rules that do not load in time', async () => {
    const stuck = fileURLToPath(new URL('rule-files/stuck', import.meta.url));

    await expect(start({ locations: [stuck], startLimitMs: 300 })).rejects.toThrow(EngineStartError);
  });

  it('keeps what rules print off standard output, and lets the process end', () => {
    const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `import { createIsolatedEngine } from ${source('../src/index.ts')};
      const engine = await createIsolatedEngine({
        locations: [${JSON.stringify(harmful)}], defaultOutputs: [], clock: { now: () => 1 },
      });
      const { alerts } = await engine.evaluateBodies([{ id: 'A', text: new TextEncoder().encode(${JSON.stringify(
        new TextDecoder().decode(body('A', 'print').text),
      )}) }]);
      process.stdout.write(String(alerts.length));`;

    const output = execFileSync(
      process.execPath,
      ['--conditions=@streamalert/source', '--input-type=module', '--eval', program],
      { stdio: ['ignore', 'pipe', 'ignore'], timeout: 15_000 },
    );

    expect(output.toString()).toBe('1');
  });
});
