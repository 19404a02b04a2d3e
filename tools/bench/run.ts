/**
 * `npm run bench`: every benchmark of this folder, one after the other, in one table. A benchmark is a module that
 * exports functions named `bench…` which return rows. `npm run bench -- classify rules` runs only the modules named, and
 * some take so long that they have to be named; `--markdown` prints the table as it stands in `docs/benchmarks.md`, `--cpu` takes processor time for the clock.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './support/bench-row.ts';
import { formatMarkdown, formatTable } from './support/table.ts';

const options = new Set(['--markdown', '--cpu']);
const names = process.argv.slice(2).filter((argument) => !options.has(argument));
const modules = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const unknown = names.filter((name) => !modules.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`bench: no part is called ${unknown.join(', ')}; there are ${modules.join(', ')}\n`);
  process.exit(2);
}

/** A part has a process of its own: what the compiler learns from one, and the memory it leaves behind, would slow another down. */
function rowsOf(module: string): readonly BenchRow[] {
  const program = fileURLToPath(new URL('support/run-part.ts', import.meta.url));
  const flags = process.argv.slice(2).filter((argument) => options.has(argument));
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, program, module, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    process.stderr.write(`bench: ${module} failed\n`);
    process.exit(1);
  }
  return JSON.parse(stdout.toString()) as BenchRow[];
}

/** Parts that are run only when they are named. */
const slow = new Set(['classify-gzip', 'lambda']);
const chosen = names.length > 0 ? names : modules.filter((name) => !slow.has(name));

const rows = chosen.flatMap(rowsOf);
const machine = `node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`;
const table = process.argv.includes('--markdown') ? formatMarkdown(rows) : formatTable(rows);
if (names.length === 0) process.stderr.write(`not run, as each takes a minute or more: ${[...slow].join(', ')}\n`);
process.stdout.write(`${machine}\n\n${table}\n`);
