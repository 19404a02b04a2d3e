import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { type InProcessOptions, look, runInProcess } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { type Receiver, startReceiver } from './helpers/receiver.ts';
import { ruleOn } from './helpers/rules.ts';

const merging = `
  import { defineCloudTrailRule } from '@streamalert/rules-sdk';
  export const denied = defineCloudTrailRule({
    id: 'denied', description: 'Calls were denied.', where: { errorCode: 'AccessDenied' },
    outputs: ['console:screen'], merge: { by: ['eventSource'], windowMinutes: 60 },
  });`;

/** Alerts of one rule for four outputs, two of them webhooks. */
function makeFlow(events: readonly unknown[] = [makeNamedEvent('StopLogging', 'a')]) {
  const dir = temporaryFolder();
  const file = join(dir, 'alerts.jsonl');
  const outputs = { webhook: ['soc', 'spare'], console: ['screen'], file: { alerts: file } };
  const everywhere = ['webhook:soc', 'webhook:spare', 'console:screen', 'file:alerts'];
  const project = makeProject(dir, {
    outputs,
    rules: {
      'stop.ts': ruleOn('StopLogging', { outputs: everywhere }),
      'delete.ts': ruleOn('DeleteTrail', { outputs: ['console:screen'] }),
      'denied.ts': merging,
    },
  });
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'a.jsonl'), toLines(events));
  return {
    project,
    run: (soc: Pick<Receiver, 'url'>, spare: Receiver, options: InProcessOptions = {}) =>
      runInProcess(project, {
        inputs: [logs],
        environment: {
          STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: soc.url }),
          STREAMALERT_OUTPUT_WEBHOOK_SPARE: JSON.stringify({ url: spare.url }),
        },
        ...options,
      }),
    fileLines: () => readFileSync(file, 'utf8').trimEnd().split('\n').length,
  };
}

/** A URL that refuses connections. */
async function refusingUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/alerts`;
}

describe('an output that is down', () => {
  it('keeps its alerts waiting while the other outputs have theirs, and gets them with the next run', async () => {
    const [soc, spare] = [await startReceiver(), await startReceiver()];
    const { project, run, fileLines } = makeFlow();
    soc.answer(503);

    const down = await run(soc, spare);
    const asked = soc.requests();
    const waiting = await look(project, async ({ alerts }) => Array.fromAsync(alerts.waiting()));
    const refused = await run({ url: await refusingUrl() }, spare);
    soc.answer(200);
    const up = await run(soc, spare);

    const delivered = { 'aws-firehose:alerts': 1, 'console:screen': 1, 'file:alerts': 1, 'webhook:spare': 1 };
    expect([down.summary.deliveries, down.summary.waiting]).toStrictEqual([delivered, 1]);
    expect(waiting.flatMap(({ deliveries }) => deliveries.filter(({ lastError }) => lastError))).toMatchObject([
      {
        output: 'webhook:soc',
        attempts: asked,
        lastError: expect.stringContaining('503') as string,
      },
    ]);
    expect([refused.summary.deliveries, refused.summary.waiting]).toStrictEqual([{}, 1]);
    expect([up.summary.deliveries, up.summary.waiting]).toStrictEqual([{ 'webhook:soc': 1 }, 0]);
    expect([soc.received.length, spare.received.length, up.printed.length, fileLines()]).toStrictEqual([1, 1, 0, 1]);
  });

  it('is tried again by a run that drains, until it is up', async () => {
    const [soc, spare] = [await startReceiver(), await startReceiver()];
    const { run } = makeFlow();
    soc.answer(503);
    setTimeout(() => soc.answer(200), 1000);

    const { summary } = await run(soc, spare, { drainMs: 15_000 });

    expect([summary.waiting, soc.received.length, spare.received.length]).toStrictEqual([0, 1, 1]);
    expect(soc.requests()).toBeGreaterThan(1);
  });

  it('does not keep a run from ending when the time to drain is over', async () => {
    const [soc, spare] = [await startReceiver(), await startReceiver()];
    const { run } = makeFlow();
    soc.answer(503);
    const begun = performance.now();

    const { summary } = await run(soc, spare, { drainMs: 500 });

    expect(summary.waiting).toBe(1);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('does not hold up alerts that are merged at the end', async () => {
    const [soc, spare] = [await startReceiver(), await startReceiver()];
    const denied = { ...makeNamedEvent('GetObject', 'd'), errorCode: 'AccessDenied' };
    const { run } = makeFlow([makeNamedEvent('StopLogging', 'a'), denied, denied]);
    soc.answer(503);

    const { summary, printed } = await run(soc, spare);

    expect(summary.waiting).toBe(1);
    expect(printed).toHaveLength(2);
  });

  it('does not hold up other outputs when it hangs', async () => {
    const [soc, spare] = [await startReceiver(), await startReceiver()];
    const hanging = Array.from({ length: 80 }, (_, index) => makeNamedEvent('StopLogging', `s${index}`));
    const others = Array.from({ length: 80 }, (_, index) => makeNamedEvent('DeleteTrail', `d${index}`));
    const { run } = makeFlow([...hanging, ...others]);
    soc.hold();

    const { summary, printed } = await run(soc, spare, {
      onPrinted: (lines) => {
        if (lines.length === 160) soc.release();
      },
    });

    expect([summary.waiting, printed.length, spare.received.length]).toStrictEqual([0, 160, 80]);
    // None came to its deadline and was sent again.
    expect([soc.received.length, soc.requests()]).toStrictEqual([80, 80]);
  });
});
