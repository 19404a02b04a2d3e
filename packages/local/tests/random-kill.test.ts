import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { handOvers } from '../src/index.ts';
import { makeNamedEvent } from './helpers/cloudtrail.ts';
import { quarantineOf, search } from './helpers/in-process.ts';
import { makeProject, runChild, temporaryFolder } from './helpers/project.ts';
import { startReceiver } from './helpers/receiver.ts';
import { ruleOn } from './helpers/rules.ts';

const line = fc.constantFrom('good', 'alarm', 'bad', 'blank', 'unknown');
const files = fc.array(fc.array(line, { maxLength: 12 }), { minLength: 1, maxLength: 4 });
const crash = fc.record({ point: fc.constantFrom(...handOvers), visit: fc.integer({ min: 1, max: 3 }) });

function textOf(kind: string, id: string): string {
  if (kind === 'bad') return '{"eventID":';
  if (kind === 'blank') return '';
  const event = makeNamedEvent(kind === 'alarm' ? 'StopLogging' : 'GetObject', id);
  return JSON.stringify(kind === 'unknown' ? { ...event, surprise: id } : event);
}

async function makeFlow(mix: readonly (readonly string[])[]) {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  const rules = { 'stop.ts': ruleOn('StopLogging', { outputs: ['webhook:soc'] }) };
  const project = makeProject(dir, { outputs: { webhook: ['soc'] }, rules });
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  for (const [file, kinds] of mix.entries()) {
    const lines = kinds.map((kind, index) => textOf(kind, `${file}-${index}`));
    writeFileSync(join(logs, `${file}.jsonl`), lines.join('\n'));
  }
  const environment = { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: receiver.url }) };
  const options = { ...project, inputs: [logs], environment };
  return { receiver, options };
}

type Flow = Awaited<ReturnType<typeof makeFlow>>;

/** Runs to the end, and tells all there is to see of it. */
async function finish({ receiver, options }: Flow) {
  const { summary } = await runChild(options);
  const alerts = new Map(receiver.received.map(({ key, body }) => [key, body]));
  return {
    summary: { ...summary, seconds: undefined },
    alerts: [...alerts.values()].map((body) => /"eventID":"([^"]*)"/.exec(body)?.[1]).sort(),
    history: await search(options, 'select eventid, count(*) from cloudtrail_events group by all order by all'),
    quarantine: (await quarantineOf(options)).map((record) => ({ ...record, origin: basename(record.origin) })),
  };
}

it('a run that is killed anywhere ends, started again, as one that is not', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(files, crash, async (mix, { point, visit }) => {
      const [killed, whole] = [await makeFlow(mix), await makeFlow(mix)];

      await runChild({ ...killed.options, crash: `${point}:${visit}` });

      const again = await finish(killed);
      const once = await finish(whole);
      // A visit that never came leaves a run that was complete, after which there is nothing to do.
      const isComplete = (again.summary.files?.unchanged ?? 0) > 0;
      expect(isComplete ? { ...again, summary: once.summary } : again).toStrictEqual(once);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
