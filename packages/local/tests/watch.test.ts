import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createSystemClock } from '@streamalert/core';
import { describe, expect, it, vi } from 'vitest';
import type { Pipeline } from '../src/index.ts';
import { makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { type InProcessOptions, runInProcess } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

const merging = `
  import { defineCloudTrailRule } from '@streamalert/rules-sdk';
  export const denied = defineCloudTrailRule({
    id: 'denied', description: 'Calls were denied.', where: { errorCode: 'AccessDenied' },
    outputs: ['console:screen'], merge: { by: ['eventSource'], windowMinutes: 60 },
  });`;

/** A run that watches a folder, which need not exist. */
function startWatching(folder = 'logs', options: InProcessOptions = {}) {
  const dir = temporaryFolder();
  const rules = { 'stop.ts': ruleOn('StopLogging', { outputs: ['console:screen'] }), 'denied.ts': merging };
  const project = makeProject(dir, { outputs: { console: ['screen'] }, rules });
  const logs = join(dir, folder);
  const end = new AbortController();
  let alerts = 0;
  const done = runInProcess(project, {
    watch: [logs],
    signal: end.signal,
    onPrinted: (lines) => {
      alerts = lines.length;
    },
    ...options,
  });
  return {
    project,
    path: (name: string) => join(logs, name),
    makeFolder: (name = '') => mkdirSync(join(logs, name), { recursive: true }),
    /** Waits until so many alerts were delivered. */
    delivered: (count: number) =>
      Promise.race([done, vi.waitFor(() => expect(alerts).toBe(count), { timeout: 10_000, interval: 20 })]),
    async end() {
      end.abort();
      return (await done).summary;
    },
  };
}

const stop = (id: string) => toLines([makeNamedEvent('StopLogging', id)]);
/** Longer than it takes to begin watching. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1500));

describe('run --watch', () => {
  it('reads new and growing files, and waits for the end of a line', async () => {
    const { path, makeFolder, delivered, end } = startWatching();
    makeFolder();
    writeFileSync(path('a.jsonl'), stop('1'));
    await delivered(1);
    appendFileSync(path('a.jsonl'), stop('2') + stop('3').slice(0, 100));
    await delivered(2);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    appendFileSync(path('a.jsonl'), stop('3').slice(100));
    await delivered(3);
    appendFileSync(path('a.jsonl'), '{"half":');

    const summary = await end();

    expect(summary.files).toStrictEqual({ read: 1, unchanged: 0, skipped: 0, unreadable: 0 });
    expect(summary.records).toStrictEqual({ in: 3, classified: { 'cloudtrail:events': 3 }, rejected: {} });
    expect([summary.alerts, summary.waiting]).toStrictEqual([{ stoplogging: 3 }, 0]);
  });

  it('reads documents and compressed files whole, in folders that are made later', async () => {
    const { path, makeFolder, delivered, end } = startWatching();
    await settle();
    makeFolder('sub');
    const document = JSON.stringify({ Records: [makeNamedEvent('StopLogging', '1')] }, undefined, 2);
    writeFileSync(path('sub/a.json'), document.slice(0, 200));
    const packed = gzipSync(stop('2'));
    writeFileSync(path('b.jsonl.gz'), packed.subarray(0, 60));
    await new Promise((resolve) => setTimeout(resolve, 500));
    appendFileSync(path('sub/a.json'), document.slice(200));
    appendFileSync(path('b.jsonl.gz'), packed.subarray(60));
    await delivered(2);

    const summary = await end();

    expect(summary.records).toStrictEqual({ in: 2, classified: { 'cloudtrail:events': 2 }, rejected: {} });
  });

  it('takes what is in a folder below a hidden one, but no hidden file', async () => {
    const { path, makeFolder, delivered, end } = startWatching('.hidden/logs');
    makeFolder('.git');
    writeFileSync(path('.git/a.jsonl'), stop('1'));
    writeFileSync(path('a.jsonl'), stop('2'));
    await delivered(1);

    expect((await end()).files.read).toBe(1);
  });

  it('merges alerts when their window ends, not only at the end', async () => {
    const system = createSystemClock();
    let ahead = 0;
    let pipeline: Pipeline | undefined;
    const watching = startWatching('logs', {
      clock: { now: () => system.now() + ahead },
      change: (opened) => {
        pipeline = opened;
        return opened;
      },
    });
    const { path, makeFolder, delivered, end } = watching;
    makeFolder();
    const denied = ['1', '2'].map((id) => ({ ...makeNamedEvent('GetObject', id), errorCode: 'AccessDenied' }));
    writeFileSync(path('a.jsonl'), toLines(denied));
    await vi.waitFor(async () => expect((await pipeline?.state.alerts.nextDue())?.merge).toBeTypeOf('number'), 10_000);

    ahead = 61 * 60 * 1_000_000;
    await delivered(1);
    const summary = await end();

    expect(summary.alerts).toStrictEqual({ denied: 2 });
    expect(summary.deliveries).toStrictEqual({ 'aws-firehose:alerts': 3, 'console:screen': 1 });
  });
});
