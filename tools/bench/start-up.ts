import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LogTypeSchema } from '@streamalert/config';
import type { BenchRow } from './support/bench-row.ts';
import { ofSource, shippedLogTypes, siblings } from './support/log-types.ts';

const worker = fileURLToPath(new URL('support/start-worker.ts', import.meta.url));
const rounds = 3;

interface Result {
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** What a classifier costs before it classifies, each time in a process of its own. */
export async function benchStartUp(): Promise<BenchRow[]> {
  const shipped = await shippedLogTypes();
  const [events] = ofSource(shipped, 'cloudtrail').slice(1) as [LogTypeSchema];
  const start = await best(shipped.slice(0, 65));
  const index = await best(siblings(events, 1000));
  return [
    {
      measure: 'start-up time for 65 schemas',
      measured: start.milliseconds,
      unit: 'ms',
      required: 30,
      note: 'compiled, indexed, and a first record classified',
    },
    {
      measure: 'memory of the index for 1,000 schemas',
      measured: index.megabytes,
      unit: 'MB',
      note: 'of 33 fields each',
    },
  ];
}

async function best(logTypes: readonly LogTypeSchema[]): Promise<Result> {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-bench-'));
  try {
    const file = join(dir, 'log-types.json');
    writeFileSync(file, JSON.stringify(logTypes));
    const results: Result[] = [];
    for (let round = 0; round < rounds; round++) {
      const command = ['--expose-gc', '--conditions=@streamalert/source', worker, file];
      // Node keeps what it made of the TypeScript, so that all but the first round run as a compiled package would.
      const env = { NODE_COMPILE_CACHE: join(dir, 'compiled') };
      const { stdout } = await promisify(execFile)(process.execPath, command, { env });
      results.push(JSON.parse(stdout) as Result);
    }
    return {
      milliseconds: Math.min(...results.map(({ milliseconds }) => milliseconds)),
      megabytes: Math.min(...results.map(({ megabytes }) => megabytes)),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
