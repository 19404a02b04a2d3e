import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import type { BenchRow } from './support/bench-row.ts';
import { readObjects, recordsOf } from './support/cloudtrail-objects.ts';
import { ofSource, shippedLogTypes } from './support/log-types.ts';

const wantedBytes = 1_000_000_000;
const rounds = 2;
const worker = fileURLToPath(new URL('support/gzip-worker.ts', import.meta.url));

/** One large S3 object, written to a temporary directory first; each round classifies it in a process of its own. */
export async function benchClassifyGzip(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-bench-'));
  try {
    const file = join(dir, 'object.json.gz');
    const logTypes = join(dir, 'log-types.json');
    writeFileSync(logTypes, JSON.stringify(ofSource(await shippedLogTypes(), 'cloudtrail')));
    // Node keeps what it made of the TypeScript, so that the rounds that count run as a compiled package would.
    await writeObject(file, 1);
    await classifyFile(dir, file, logTypes);
    const records = await writeObject(file, wantedBytes);
    let best = { seconds: Number.POSITIVE_INFINITY, threadSeconds: Number.POSITIVE_INFINITY, peakMegabytes: 0 };
    for (let round = 0; round < rounds; round++) {
      const { classified, ...result } = await classifyFile(dir, file, logTypes);
      if (classified !== records) throw new Error(`${classified} of ${records} records were classified`);
      best = {
        seconds: Math.min(best.seconds, result.seconds),
        threadSeconds: Math.min(best.threadSeconds, result.threadSeconds),
        peakMegabytes: Math.max(best.peakMegabytes, result.peakMegabytes),
      };
    }
    const measure = 'one gzipped 1 GB JSON-document S3 object (generated), gunzip included';
    const note = `${Math.round(records / best.threadSeconds).toLocaleString('en-US')} a second of the classifying thread`;
    return [
      { measure, measured: best.peakMegabytes, unit: 'MB', required: 200, goFor: 160, note: 'peak of the process' },
      { measure, measured: records / best.seconds, unit: 'records/s', required: 120_000, goFor: 300_000, note },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Result {
  readonly classified: number;
  readonly seconds: number;
  /** Of the thread that classifies, its start included; decompression runs beside it. */
  readonly threadSeconds: number;
  readonly peakMegabytes: number;
}

async function classifyFile(dir: string, file: string, logTypes: string): Promise<Result> {
  const command = ['--conditions=@streamalert/source', worker, file, logTypes];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    env: { NODE_COMPILE_CACHE: join(dir, 'compiled') },
  });
  return JSON.parse(stdout) as Result;
}

/** Writes `{"Records":[…]}` of real records with ids of their own, and gives their number. */
async function writeObject(file: string, wanted: number): Promise<number> {
  const texts = readObjects()
    .flatMap(recordsOf)
    .slice(0, 5000)
    .map((record) => JSON.stringify(record));
  let records = 0;
  function* chunks(): Generator<string> {
    yield '{"Records":[';
    for (let bytes = 0; bytes < wanted; ) {
      const some = texts.map((text) =>
        text.replace(/"eventID":"[^"]{8}/, `"eventID":"${String(records++).padStart(8, '0')}`),
      );
      const chunk = (bytes === 0 ? '' : ',') + some.join(',');
      bytes += chunk.length;
      yield chunk;
    }
    yield ']}';
  }
  await pipeline(Readable.from(chunks()), createGzip({ level: 1 }), createWriteStream(file));
  return records;
}
