import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { BenchRow } from './support/bench-row.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const realLogs = join(root, '../shared/data/cloudtrail/invictus');
const sampleLogs = join(root, 'examples/logs/AWSLogs');
const wantedRecords = 100_000;
const recordsPerFile = 5_000;
const rounds = 3;

type Event = Record<string, unknown>;

/**
 * The command `run` as a user starts it, on files of CloudTrail records: classified, evaluated by the community rules,
 * delivered to a file, kept in the durable stores and in Parquet. Its seconds are those of the summary, without the start of
 * the process. The floor is one parse and one stringify of the same records, in this process; the best round of each counts.
 */
export async function benchRun(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-bench-'));
  try {
    const texts = writeInputs(join(dir, 'logs'));
    const best = { floor: Number.POSITIVE_INFINITY, run: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round++) {
      best.floor = Math.min(best.floor, floorSeconds(texts));
      best.run = Math.min(best.run, await runSeconds(dir, join(dir, `state-${round}`)));
    }
    return [
      {
        measure: 'run: the whole pipeline, durable stores and Parquet included',
        measured: best.floor / best.run,
        unit: 'of the floor',
        recordsPerSecond: wantedRecords / best.run,
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function writeInputs(dir: string): string[] {
  mkdirSync(dir);
  const events = existsSync(realLogs) ? readEvents(realLogs) : readEvents(sampleLogs);
  return Array.from({ length: wantedRecords / recordsPerFile }, (_, file) => {
    const records = Array.from({ length: recordsPerFile }, (_unused, index) => {
      const event = events[(file * recordsPerFile + index) % events.length] as Event;
      return { ...event, eventID: `${String(event['eventID'])}-${file}-${index}` };
    });
    const text = JSON.stringify({ Records: records });
    writeFileSync(join(dir, `${String(file).padStart(3, '0')}.json`), text);
    return text;
  });
}

function readEvents(dir: string): Event[] {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.json(?:\.gz)?$/.test(name));
  return names.flatMap((name) => {
    const bytes = readFileSync(join(dir, name));
    const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return (JSON.parse(text.toString()) as { Records: Event[] }).Records;
  });
}

function floorSeconds(texts: readonly string[]): number {
  const started = performance.now();
  let written = 0;
  for (const text of texts) {
    for (const record of (JSON.parse(text) as { Records: Event[] }).Records) written += JSON.stringify(record).length;
  }
  if (written === 0) throw new Error('nothing was written');
  return (performance.now() - started) / 1000;
}

async function runSeconds(dir: string, state: string): Promise<number> {
  const command = [
    '--conditions=@streamalert/source',
    join(root, 'packages/cli/bin/streamalert.js'),
    ...['run', join(dir, 'logs'), '--conf', join(root, 'conf'), '--state', state, '--format', 'json'],
  ];
  // In its own folder, as the sample configuration writes alerts to a file below the working directory.
  const child = spawn(process.execPath, command, { cwd: dir, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  const summary = JSON.parse(output) as {
    seconds: number;
    records: { in: number; classified: Record<string, number> };
  };
  const classified = Object.values(summary.records.classified).reduce((sum, count) => sum + count, 0);
  if (classified !== wantedRecords) throw new Error(`${classified} of ${wantedRecords} records were classified`);
  return summary.seconds;
}
