/**
 * `npm run bench`: every benchmark of this folder, one after the other, in one table. A benchmark is a module that
 * exports functions named `bench…` which return rows. `npm run bench -- classify rules` runs only the modules named, and
 * some take so long that they have to be named; `--markdown` prints the table as it stands in `docs/benchmarks.md`, `--cpu` takes processor time for the clock.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { BenchRow } from './support/bench-row.ts';
import { formatMarkdown, formatTable } from './support/table.ts';

type Benchmark = () => BenchRow[] | Promise<BenchRow[]>;

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

/** The functions of a module whose names say that they measure; other exports are its own business. */
async function benchmarks(module: string): Promise<[string, Benchmark][]> {
  const exported = (await import(new URL(`${module}.ts`, import.meta.url).href)) as Record<string, unknown>;
  const named = Object.entries(exported).filter(
    ([name, value]) => name.startsWith('bench') && typeof value === 'function',
  );
  return named as [string, Benchmark][];
}

/** Parts that are run only when they are named. */
const slow = new Set(['classify-gzip', 'lambda']);
const chosen = names.length > 0 ? names : modules.filter((name) => !slow.has(name));

const rows: BenchRow[] = [];
for (const module of chosen) {
  for (const [name, benchmark] of await benchmarks(module)) {
    process.stderr.write(`${module}: ${name} …\n`);
    rows.push(...(await benchmark()));
  }
}
const machine = `node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`;
const table = process.argv.includes('--markdown') ? formatMarkdown(rows) : formatTable(rows);
if (names.length === 0) process.stderr.write(`not run, as each takes a minute or more: ${[...slow].join(', ')}\n`);
process.stdout.write(`${machine}\n\n${table}\n`);
