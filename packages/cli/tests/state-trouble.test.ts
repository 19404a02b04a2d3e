import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, sampleConf, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { lines, makeEvent, trailStopped } from './helpers/cloudtrail.ts';

const run = ['run', 'a.jsonl', '--conf', sampleConf];

describe('streamalert run, without a state directory that can be written', () => {
  it.each([
    ['below a file', 'a.jsonl/state'],
    ['where nothing can be made', '/sys/streamalert-state'],
  ])('says so in one line when it lies %s', async (_, state) => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': lines(trailStopped) });

    const { code, stdout, stderr } = await runCli([...run, '--state', state], { cwd });

    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: '' });
    expect(errorsOf(stderr)).toStrictEqual([expect.stringContaining(state)]);
    expect(readdirSync(cwd)).toStrictEqual(['a.jsonl']);
  });
});

describe('streamalert run, on a full disk', () => {
  it('stops with one line, and completes once there is room', async () => {
    const cwd = temporaryFolder();
    const events = Array.from({ length: 3000 }, (_, n) => makeEvent({ eventID: `event-${n}` }));
    writeFiles(cwd, { 'a.jsonl': lines(...events, trailStopped) });

    // POSIX counts this limit in blocks of 512 bytes; a write past it fails as it does on a full disk.
    const full = await runCli(run, { cwd, shell: 'ulimit -f 600;' });
    const after = await runCli([...run, '--format', 'json'], { cwd });
    const counted = await runCli(
      [
        'search',
        'select count(*), count(distinct eventid) from cloudtrail_events',
        '--format',
        'csv',
        '--conf',
        sampleConf,
      ],
      { cwd },
    );

    expect(full.code).toBe(1);
    expect(errorsOf(full.stderr)).toStrictEqual([
      expect.stringMatching(
        /^streamalert: cannot write \.streamalert\/.*: the disk .*Nothing was lost: make room, and the same command goes on$/,
      ),
    ]);
    expect(after.code).toBe(0);
    expect(JSON.parse(after.stdout)).toMatchObject({
      records: { in: 3001, classified: { 'cloudtrail:events': 3001 } },
      waiting: 0,
    });
    expect(counted.stdout.split('\n')[1]).toBe('3001,3001');
    expect(readFileSync(join(cwd, '.streamalert/alerts.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('keeps nothing of standard input that does not fit', async () => {
    const cwd = temporaryFolder();
    const stdin = lines(...Array.from({ length: 3000 }, () => makeEvent()));

    const { code, stderr } = await runCli(['run', '-', '--conf', sampleConf], { cwd, stdin, shell: 'ulimit -f 1000;' });

    expect(code).toBe(1);
    expect(errorsOf(stderr)).toStrictEqual([expect.stringContaining('cannot keep standard input')]);
    expect(readdirSync(join(cwd, '.streamalert/spool'))).toStrictEqual([]);
    expect(existsSync(join(cwd, '.streamalert/alerts.jsonl'))).toBe(false);
  });
});

/** What it says beside the header. */
const errorsOf = (stderr: string): string[] => stderr.split('\n').filter((line) => line.startsWith('streamalert: '));
