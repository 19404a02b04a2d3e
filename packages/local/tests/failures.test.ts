import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateFullError } from '@streamalert/embedded';
import { describe, expect, it } from 'vitest';
import type { Pipeline } from '../src/index.ts';
import { makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { runInProcess, search } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

const full = new StateFullError('state.db', 'the disk is full', 0);
const fail = () => Promise.reject(full);

/** The same object, of which some methods fail. */
function failing<T extends object>(target: T, ...methods: readonly (keyof T)[]): T {
  return new Proxy(target, {
    get(of, key) {
      if (methods.includes(key as keyof T)) return fail;
      const value: unknown = Reflect.get(of, key);
      return typeof value === 'function' ? (value.bind(of) as unknown) : value;
    },
  });
}

/** The same function for so many calls, then it fails. */
function after<T extends (...args: never[]) => unknown>(calls: number, work: T): T {
  let left = calls;
  return ((...args) => (left-- > 0 ? work(...args) : fail())) as T;
}

const merging = `
  import { defineCloudTrailRule } from '@streamalert/rules-sdk';
  export const denied = defineCloudTrailRule({
    id: 'denied', description: 'Calls were denied.', where: { errorCode: 'AccessDenied' },
    outputs: ['console:screen'], merge: { by: ['eventSource'], windowMinutes: 60 },
  });`;

function makeFlow() {
  const dir = temporaryFolder();
  const rules = { 'stop.ts': ruleOn('StopLogging', { outputs: ['console:screen'] }), 'denied.ts': merging };
  const project = makeProject(dir, { outputs: { console: ['screen'] }, rules });
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  const denied = { ...makeNamedEvent('GetObject', 'b'), errorCode: 'AccessDenied' };
  writeFileSync(join(logs, 'a.jsonl'), toLines([makeNamedEvent('StopLogging', 'a'), denied]));
  return { project, inputs: [logs], watch: [logs] };
}

type Change = (pipeline: Pipeline) => Pipeline;
const inState =
  (change: (state: Pipeline['state']) => Partial<Pipeline['state']>): Change =>
  (pipeline) => ({ ...pipeline, state: { ...pipeline.state, ...change(pipeline.state) } });

/** Each fails while folders are watched, except for those that have their turn at the end. */
const failures: readonly (readonly [string, { readonly watches: boolean; readonly change: Change }])[] = [
  ['reading', { watches: true, change: inState(() => ({ atomically: fail as never })) }],
  ['the queue', { watches: true, change: inState(({ queue }) => ({ queue: failing(queue, 'receive') })) }],
  ['acknowledging', { watches: true, change: inState(({ queue }) => ({ queue: failing(queue, 'acknowledge') })) }],
  ['the engine', { watches: true, change: (all) => ({ ...all, engine: failing(all.engine, 'evaluateBodies') }) }],
  [
    'storing alerts (rules, row 43)',
    { watches: true, change: inState(({ atomically }) => ({ atomically: after(1, atomically) })) },
  ],
  ['claiming', { watches: true, change: inState(({ alerts }) => ({ alerts: failing(alerts, 'claim') })) }],
  ['settling', { watches: true, change: inState(({ alerts }) => ({ alerts: failing(alerts, 'settle') })) }],
  ['merging', { watches: false, change: inState(({ alerts }) => ({ alerts: failing(alerts, 'replace') })) }],
  ['due history', { watches: true, change: (all) => ({ ...all, history: failing(all.history, 'writeDue') }) }],
  ['all history', { watches: false, change: (all) => ({ ...all, history: failing(all.history, 'flush') }) }],
];

describe('run on a disk that is full', () => {
  it.each(failures)('ends with the error of %s, and the next run completes it', async (_stage, { watches, change }) => {
    const { project, inputs, watch } = makeFlow();
    const begun = performance.now();

    const failed = runInProcess(project, { inputs, change, ...(watches && { watch }) });
    await expect(failed).rejects.toBe(full);
    const tookMs = performance.now() - begun;
    const { summary } = await runInProcess(project, { inputs });

    expect(tookMs).toBeLessThan(4000);
    expect(summary).toStrictEqual({
      files: { read: 1, unchanged: 0, skipped: 0, unreadable: 0 },
      records: { in: 2, classified: { 'cloudtrail:events': 2 }, rejected: {} },
      alerts: { denied: 1, stoplogging: 1 },
      deliveries: { 'aws-firehose:alerts': 3, 'console:screen': 2 },
      waiting: 0,
      rule_errors: {},
    });
    expect(
      await search(project, 'select eventid, count(*) from cloudtrail_events group by all order by all'),
    ).toStrictEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });
});
