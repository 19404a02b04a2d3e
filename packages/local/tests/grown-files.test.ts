import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeEvents, makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { look, runInProcess, search } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

/** A folder of logs, and runs on it whose new alerts are told by the number that was printed. */
function makeFlow() {
  const dir = temporaryFolder();
  const rules = { 'stop.ts': ruleOn('StopLogging', { outputs: ['console:screen'] }) };
  const project = makeProject(dir, { outputs: { console: ['screen'] }, rules });
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  return {
    project,
    path: (name: string) => join(logs, name),
    async run() {
      const { summary, printed } = await runInProcess(project, { inputs: [logs] });
      const { read, unchanged } = summary.files;
      return { read, unchanged, in: summary.records.in, alerts: printed.length };
    },
    records: () => search(project, 'select eventid, count(*) from cloudtrail_events group by all order by all'),
  };
}

const stop = (id: string) => toLines([makeNamedEvent('StopLogging', id)]);
const document = (...ids: string[]) =>
  JSON.stringify({ Records: ids.map((id) => makeNamedEvent('StopLogging', id)) }, undefined, 1);

describe('a file of lines that has grown', () => {
  it.each([
    ['several lines', stop('a') + stop('b')],
    ['one line', stop('a')],
    ['one line without its end', stop('a').trimEnd()],
    ['no line', ''],
  ])('is read on from its former end, after %s', async (_name, first) => {
    const { path, run, records } = makeFlow();
    const begun = first.split('"eventVersion"').length - 1;
    writeFileSync(path('a.jsonl'), first);
    const before = await run();
    appendFileSync(path('a.jsonl'), `${first.endsWith('\n') || first === '' ? '' : '\n'}${stop('y')}${stop('z')}`);

    const after = await run();

    expect(before).toStrictEqual({ read: 1, unchanged: 0, in: begun, alerts: begun });
    expect(after).toStrictEqual({ read: 1, unchanged: 0, in: begun + 2, alerts: 2 });
    expect((await records()).map(([, count]) => count)).toStrictEqual(Array(begun + 2).fill(1));
  });

  it('goes on counting its records', async () => {
    const { project, path, run } = makeFlow();
    writeFileSync(path('a.jsonl'), `${stop('a')}bad\n`);
    await run();
    appendFileSync(path('a.jsonl'), `${stop('b')}bad again\n`);

    await run();

    const positions = await look(project, async ({ quarantine }) =>
      (await Array.fromAsync(quarantine.list())).map(({ rejected }) => rejected.position.record),
    );
    expect(positions).toStrictEqual([1, 3]);
  });

  it('is not read again when only its time changes', async () => {
    const { path, run } = makeFlow();
    writeFileSync(path('a.jsonl'), stop('a'));
    await run();
    appendFileSync(path('a.jsonl'), stop('b'));
    await run();
    utimesSync(path('a.jsonl'), 1, 1);

    expect(await run()).toStrictEqual({ read: 1, unchanged: 1, in: 2, alerts: 0 });
  });

  it('is known under another name', async () => {
    const { path, run } = makeFlow();
    writeFileSync(path('a.log'), stop('a') + stop('b'));
    await run();
    renameSync(path('a.log'), path('a.1.log'));
    appendFileSync(path('a.1.log'), stop('c'));
    writeFileSync(path('a.log'), stop('d'));

    expect(await run()).toStrictEqual({ read: 2, unchanged: 0, in: 4, alerts: 2 });
    expect(await run()).toStrictEqual({ read: 2, unchanged: 2, in: 4, alerts: 0 });
  });
});

describe('a file with other content', () => {
  it('is another payload when it was replaced', async () => {
    const { path, run } = makeFlow();
    writeFileSync(path('a.jsonl'), stop('a'));
    await run();
    rmSync(path('a.jsonl'));
    writeFileSync(path('a.jsonl'), stop('b') + stop('c'));

    expect(await run()).toStrictEqual({ read: 1, unchanged: 0, in: 2, alerts: 2 });
  });

  it.each([
    ['of the same length', stop('b')],
    ['shorter', '{}\n'],
    ['longer', stop('b') + stop('c')],
  ])('is another payload when it was written in its place, %s', async (_name, text) => {
    const { path, run } = makeFlow();
    writeFileSync(path('a.jsonl'), stop('a'));
    await run();
    writeFileSync(path('a.jsonl'), text);

    const alerts = text.split('StopLogging').length - 1;
    expect(await run()).toMatchObject({ read: 1, unchanged: 0, alerts });
  });

  it('is another payload when it only begins as before', async () => {
    const { path, run } = makeFlow();
    const same = toLines(makeEvents(10, 'same'));
    writeFileSync(path('a.jsonl'), same + stop('a'));
    await run();
    writeFileSync(path('a.jsonl'), same + stop('b') + stop('c'));

    expect(await run()).toStrictEqual({ read: 1, unchanged: 0, in: 12, alerts: 2 });
  });

  it.each([
    ['in several lines', (text: string) => text],
    ['in one line', (text: string) => JSON.stringify(JSON.parse(text))],
  ])('is another payload when it is a longer document %s', async (_name, write) => {
    const { path, run } = makeFlow();
    writeFileSync(path('a.json'), write(document('a', 'b')));
    await run();
    writeFileSync(path('a.json'), write(document('a', 'b', 'c')));

    expect(await run()).toStrictEqual({ read: 1, unchanged: 0, in: 3, alerts: 3 });
  });

  it('is another payload when it is compressed', async () => {
    const { path, run } = makeFlow();
    writeFileSync(path('a.jsonl.gz'), gzipSync(stop('a')));
    await run();
    writeFileSync(path('a.jsonl.gz'), gzipSync(stop('b') + stop('c')));

    expect(await run()).toStrictEqual({ read: 1, unchanged: 0, in: 2, alerts: 2 });
  });
});
