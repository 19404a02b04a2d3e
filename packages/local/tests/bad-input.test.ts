import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { resolveInputs, sumOf } from '../src/index.ts';
import { makeEvents, makeNamedEvent, toLines } from './helpers/cloudtrail.ts';
import { quarantineOf, runInProcess } from './helpers/in-process.ts';
import { makeProject, runChild, temporaryFolder } from './helpers/project.ts';
import { ruleOn } from './helpers/rules.ts';

/** A project with an empty folder of logs. */
function makeFlow() {
  const dir = temporaryFolder();
  const outputs = { console: ['screen'] };
  const rules = { 'stop.ts': ruleOn('StopLogging', { outputs: ['console:screen'] }) };
  const project = makeProject(dir, { outputs, rules });
  const logs = join(dir, 'logs');
  mkdirSync(logs);
  const write = (name: string, data: string | Buffer) => writeFileSync(join(logs, name), data);
  return { project, logs, write };
}

const lines = toLines(makeEvents(300, 'a'));
const alarm = JSON.stringify(makeNamedEvent('StopLogging', 'alarm'));
const gzip = gzipSync(lines);
const zstd = zstdCompressSync(lines);
const deep = 1_000_000;

/** Name, content, and what is rejected of it. */
const badFiles: readonly (readonly [string, string | Buffer, { record: number; reason: string } | undefined])[] = [
  ['truncated.json.gz', gzip.subarray(0, gzip.length / 2), { record: 128, reason: 'truncated gzip' }],
  ['truncated.json.zst', zstd.subarray(0, zstd.length / 2), { record: 0, reason: 'truncated zstd' }],
  ['truncated.json.bz2', Buffer.from('BZh91AY&SY'), { record: 0, reason: 'truncated bzip2' }],
  ['text.json', 'Nothing to see here.\n', { record: 0, reason: 'not JSON' }],
  ['binary.log', Buffer.from([0, 1, 2, 255, 254, 0, 7]), { record: 0, reason: 'not JSON' }],
  ['empty.json', '', undefined],
  ['empty.json.gz', gzipSync(''), undefined],
  ['broken-text.jsonl', Buffer.from('{"eventID":"\xff\xfe"}\n', 'latin1'), { record: 0, reason: 'invalid UTF-8' }],
  ['deep-array.json', `${'['.repeat(deep)}${']'.repeat(deep)}`, { record: 0, reason: 'too deep' }],
  ['deep-object.json', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`, { record: 0, reason: 'too deep' }],
  ['null.json', 'null', { record: 0, reason: 'not an object' }],
  ['number.json', '12', { record: 0, reason: 'not an object' }],
  ['true.json', 'true', { record: 0, reason: 'not an object' }],
];

describe('run on bad input', () => {
  it.each(badFiles)('rejects %s with a reason and a place, and reads the rest', async (name, data, rejected) => {
    const { project, logs, write } = makeFlow();
    write(name, data);
    write('z.json', alarm);

    const { summary, printed } = await runInProcess(project, { inputs: [logs] });

    const { records } = summary;
    expect(summary.files).toStrictEqual({ read: 2, unchanged: 0, skipped: 0, unreadable: 0 });
    expect(records.rejected).toStrictEqual(rejected === undefined ? {} : { [rejected.reason]: 1 });
    expect(sumOf(records.classified) + sumOf(records.rejected)).toBe(records.in);
    expect(printed).toHaveLength(1);
    expect(await quarantineOf(project)).toStrictEqual(
      rejected === undefined ? [] : [{ origin: join(logs, name), item: 0, ...rejected }],
    );
  });

  it('takes what a broken stream holds before its end', async () => {
    const { project, logs, write } = makeFlow();
    write('truncated.jsonl.gz', gzip.subarray(0, gzip.length / 2));

    const { summary } = await runInProcess(project, { inputs: [logs] });

    expect(summary.records).toStrictEqual({
      in: 129,
      classified: { 'cloudtrail:events': 128 },
      rejected: { 'truncated gzip': 1 },
    });
  });

  it('takes bad lines and bad items out of good ones', async () => {
    const { project, logs, write } = makeFlow();
    write('a.jsonl', `${alarm}\nnot json\n{"eventID":\n7\n${alarm}\n`);
    write('b.json', JSON.stringify({ Records: [makeNamedEvent('StopLogging', 'b'), { other: 1 }, 'text'] }));

    const { summary, printed } = await runInProcess(project, { inputs: [logs] });

    expect(summary.records.in).toBe(8);
    expect(summary.records.classified).toStrictEqual({ 'cloudtrail:events': 3 });
    expect(sumOf(summary.records.rejected)).toBe(5);
    expect(printed).toHaveLength(3);
    const places = (await quarantineOf(project)).map(({ origin, record, item }) => [basename(origin), record, item]);
    expect(places).toStrictEqual([
      ['a.jsonl', 1, 0],
      ['a.jsonl', 2, 0],
      ['a.jsonl', 3, 0],
      ['b.json', 0, 1],
      ['b.json', 0, 2],
    ]);
  });

  it('reads JSON in UTF-16', async () => {
    const { project, logs, write } = makeFlow();
    write('a.json', Buffer.from(`\ufeff${alarm}`, 'utf16le'));

    const { summary, printed } = await runInProcess(project, { inputs: [logs] });

    expect([summary.records.in, printed.length]).toStrictEqual([1, 1]);
  });

  it('passes a line of 300 MB within bounded memory', { timeout: 60_000 }, async () => {
    const { project, logs } = makeFlow();
    mkdirSync(logs, { recursive: true });
    const path = join(logs, 'a.jsonl');
    writeFileSync(path, `${alarm}\n{"a":"`);
    truncateSync(path, 300 * 1024 * 1024);
    const file = openSync(path, 'a');
    writeSync(file, `"}\n${alarm}\n`);
    closeSync(file);

    const { summary, stderr, peakMegabytes } = await runChild({ ...project, inputs: [logs], environment: {} });

    expect(stderr).toBe('');
    expect(summary?.records).toStrictEqual({
      in: 3,
      classified: { 'cloudtrail:events': 2 },
      rejected: { 'line longer than 16777216 bytes': 1 },
    });
    expect(peakMegabytes).toBeLessThan(600);
  });

  it('reports files that cannot be read, and reads the others', async () => {
    const { project, logs, write } = makeFlow();
    for (const name of ['a.json', 'b.json', 'c.json']) write(name, alarm);
    const inputs = await resolveInputs([logs]);
    rmSync(join(logs, 'a.json'));
    rmSync(join(logs, 'b.json'));
    mkdirSync(join(logs, 'b.json'));

    const { summary, printed, unreadable } = await runInProcess(project, { inputs });

    expect(unreadable).toStrictEqual([
      `cannot read ${join(logs, 'a.json')}: there is no such file or directory`,
      `cannot read ${join(logs, 'b.json')}: it is a directory`,
    ]);
    expect(summary.files).toStrictEqual({ read: 1, unchanged: 0, skipped: 0, unreadable: 2 });
    expect(printed).toHaveLength(1);
  });
});
