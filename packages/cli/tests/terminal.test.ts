import { Writable } from 'node:stream';
import type { RunSummary } from '@streamalert/local';
import pico from 'picocolors';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Status } from '../src/commands/status.ts';
import type { Context } from '../src/context.ts';
import { createLiveLine, describeProgress } from '../src/terminal/live-line.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../src/terminal/numbers.ts';
import { printable } from '../src/terminal/printable.ts';
import { exitCodeOf, formatRunSummary } from '../src/terminal/run-summary.ts';
import { formatStatus } from '../src/terminal/status.ts';
import { formatTable } from '../src/terminal/table.ts';

const plain = pico.createColors(false);

describe('numbers', () => {
  it('are grouped, and nouns follow them', () => {
    expect([formatCount(18204), plural(1, 'file'), plural(0, 'file'), plural(1200, 'file')]).toStrictEqual([
      '18,204',
      '1 file',
      '0 files',
      '1,200 files',
    ]);
  });

  it('of seconds and bytes get the unit that fits', () => {
    expect([0.04, 12, 119, 720, 86_400, 200_000].map(formatDuration)).toStrictEqual([
      '0.0 s',
      '12 s',
      '119 s',
      '12 min',
      '24 h',
      '2 days',
    ]);
    expect([0, 999, 1500, 1_200_000_000].map(formatBytes)).toStrictEqual(['0 B', '999 B', '1.5 kB', '1.2 GB']);
  });
});

describe('printable', () => {
  it('spells out what acts on a terminal, and leaves text of any language', () => {
    expect(printable('a\n\u001b[31m\u202eb\u0000 é 日本')).toBe('a\\n\\u001b[31m\\u202eb\\u0000 é 日本');
  });
});

describe('formatTable', () => {
  it('cuts the widest cells to the terminal, and only these', () => {
    const rows = [['short', 'x'.repeat(60)]];

    const table = formatTable(['id', 'text'], rows, 40).split('\n');

    expect(table.map((line) => line.length)).toStrictEqual([40, 40, 40, 40, 40].slice(0, table.length));
    expect(table.at(-2)).toMatch(/^│ short │ x+… │$/);
  });

  it('cuts nothing where there is no terminal', () => {
    expect(formatTable(['text'], [['x'.repeat(300)]])).toContain('x'.repeat(300));
  });
});

const summary: RunSummary = {
  files: { read: 31, unchanged: 0, skipped: 0, unreadable: 0 },
  records: { in: 3, classified: { 'cloudtrail:events': 3 }, rejected: {} },
  alerts: {},
  deliveries: {},
  waiting: 0,
  rule_errors: {},
  seconds: 0.6,
};

describe('exitCodeOf', () => {
  it.each([
    ['0 when everything arrived', summary, true, 0],
    ['1 when something waits', { ...summary, waiting: 1 }, false, 1],
    ['1 when a file could not be read', { ...summary, files: { ...summary.files, unreadable: 1 } }, false, 1],
    ['0 when records were rejected', { ...summary, records: { ...summary.records, rejected: { x: 1 } } }, false, 0],
    ['1 for these when strict', { ...summary, records: { ...summary.records, rejected: { x: 1 } } }, true, 1],
  ] as const)('is %s', (_, of, strict, code) => {
    expect(exitCodeOf(of, strict)).toBe(code);
  });
});

describe('formatRunSummary', () => {
  it('sums up what was read, rejected, raised, delivered, and what failed', () => {
    const text = formatRunSummary(
      {
        files: { read: 31, unchanged: 2, skipped: 5, unreadable: 1 },
        records: { in: 2731, classified: { 'a:b': 2000, 'c:longer': 700 }, rejected: { 'not JSON': 31 } },
        alerts: { one: 1, another: 7 },
        deliveries: { 'console:stdout': 8, 'aws-firehose:alerts': 8, 'slack:team': 3 },
        waiting: 5,
        rule_errors: { broken: 2 },
        seconds: 75.2,
      },
      { skipped: ['x/LICENSE', 'y/LICENSE', 'a', 'b', 'c'], stateDir: 'kept', colors: plain },
    );

    expect(text.split('\n')).toStrictEqual([
      '',
      '31 files read, 2 of them unchanged since an earlier run, 5 skipped (LICENSE, a, b, …), 1 unreadable        75 s',
      'records    2,731 in = 2,700 classified + 31 rejected',
      '             a:b       2,000',
      '             c:longer  700',
      '             not JSON  31',
      '             streamalert status --state kept shows one of each',
      '             streamalert explain --rejected 1 --state kept tells why the oldest was',
      'alerts     8 by 2 rules',
      '             another  7',
      '             one      1',
      'rule errors 2, counted by rule; the other rules still ran',
      '             broken  2',
      'delivered  console 8, history 8, slack:team 3      waiting 5   streamalert status --state kept says why',
      'history    kept/history   ·   streamalert search --state kept "select * from alerts"',
      '',
    ]);
  });
});

describe('formatStatus', () => {
  it('shows what waits and why, what was rejected, and how much history there is', () => {
    const now = 1_800_000_000_000_000;
    const status: Status = {
      now,
      waiting: {
        alerts: 4,
        merging: 2,
        outputs: [
          {
            output: 'webhook:soc',
            alerts: 3,
            attempts: 5,
            oldest: now - 720e6,
            next_attempt: now + 180e6,
            parked: 0,
            last_error: '503 \u001b[2J',
          },
          { output: 'slack:team', alerts: 1, attempts: 1, oldest: now - 1e6, parked: 1, last_error: 'invalid_payload' },
        ],
      },
      queue: { bodies: 1 },
      quarantine: { records: 12, by_reason: { 'not JSON': 12 }, examples: { 'not JSON': 'a.log: line 1' } },
      staged_rules: ['new_rule'],
      history: { pending_records: 7, bytes: 1_200_000_000, first_hour: '2026-11-01-03', last_hour: '2026-11-21-09' },
    } as Status;

    expect(formatStatus(status, plain).split('\n')).toStrictEqual([
      'waiting      4 alerts   oldest 12 min',
      '  webhook:soc   3   503 \\u001b[2J   try 5, next in 3 min',
      '  slack:team   1   invalid_payload   try 1   1 parked: streamalert alerts retry',
      'merging      2 alerts until their windows end',
      'queue        1 message not evaluated yet; the next run does',
      'quarantine   12 records   streamalert replay tries them again',
      '  12   not JSON',
      '      e.g. a.log: line 1',
      'staged rules 1',
      'history      1.2 GB, 2026-11-01 … 2026-11-21, and 7 records not in files yet; search finds them',
      '',
    ]);
  });
});

describe('describeProgress', () => {
  it('says how far a run is', () => {
    expect(describeProgress({ files: 31, records: 18_204, alerts: 7 }, 62, 2)).toBe(
      '  31 files ▕█████     ▏ 18,204 records · 9,102/s · 7 alerts',
    );
  });

  it('has no bar where the number of files is unknown, and never a longer one', () => {
    expect(describeProgress({ files: 1, records: 0, alerts: 1 }, 0, 0)).toBe('  1 file 0 records · 0/s · 1 alert');
    expect(describeProgress({ files: 9, records: 0, alerts: 0 }, 1, 1)).toContain('▕██████████▏');
  });
});

describe('createLiveLine', () => {
  const makeContext = (isTTY: boolean) => {
    const written: string[] = [];
    const stderr = new Writable({
      write(chunk: Buffer, _, done) {
        written.push(chunk.toString());
        done();
      },
    });
    Object.assign(stderr, { isTTY, columns: 80, rows: 24 });
    return { written, context: { stderr, err: plain } as unknown as Context };
  };
  const progress = { files: 1, records: 2, alerts: 3 };

  it('writes nothing where there is no terminal, but what goes above it', () => {
    const { written, context } = makeContext(false);
    const line = createLiveLine(context, 2);

    line.show(progress);
    line.above(() => context.stderr.write('alert\n'));
    line.end();

    expect(written).toStrictEqual(['alert\n']);
  });

  it('is shown ten times a second at most, gives way to what goes above it, and is gone at the end', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { written, context } = makeContext(true);
    const line = createLiveLine(context, 2);

    for (let n = 0; n < 50; n += 1) line.show(progress);
    vi.advanceTimersByTime(120);
    line.show({ ...progress, records: 4 });
    line.above(() => context.stderr.write('alert\n'));
    line.end();

    const text = written.join('');
    expect(text.match(/records/g)).toHaveLength(2);
    expect(text.indexOf('alert\n')).toBeGreaterThan(text.lastIndexOf('records'));
    expect(text.slice(text.lastIndexOf('records'), text.indexOf('alert\n'))).toContain('\u001b[');
  });
});
