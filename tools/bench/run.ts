/**
 * `npm run bench`: every benchmark of this folder, one after the other, in one table. A benchmark is a module that
 * exports functions named `bench…` which return rows. `npm run bench -- classify` runs only the modules named.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { BenchRow } from './bench-row.ts';

type Benchmark = () => BenchRow[] | Promise<BenchRow[]>;

const support = new Set(['run', 'bench-row']);
const wanted = process.argv.slice(2);
const modules = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => !support.has(name) && (wanted.length === 0 || wanted.includes(name)))
  .sort();

/** The functions of a module whose names say that they measure; other exports are its own business. */
async function benchmarks(module: string): Promise<[string, Benchmark][]> {
  const exported = (await import(new URL(`${module}.ts`, import.meta.url).href)) as Record<string, unknown>;
  const named = Object.entries(exported).filter(
    ([name, value]) => name.startsWith('bench') && typeof value === 'function',
  );
  return named as [string, Benchmark][];
}

function table(rows: readonly BenchRow[]): string {
  const cells = rows.map(({ name, recordsPerSecond, ratio, note }) => [
    name,
    Math.round(recordsPerSecond).toLocaleString('en-US'),
    ratio === undefined ? '' : ratio.toFixed(2),
    note ?? '',
  ]);
  const all = [['stage', 'records/s', 'of floor', ''], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = ([name = '', speed = '', ratio = '', note = '']: readonly string[]): string =>
    [name.padEnd(widths[0] ?? 0), speed.padStart(widths[1] ?? 0), ratio.padStart(widths[2] ?? 0), note]
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

const rows: BenchRow[] = [];
for (const module of modules) {
  for (const [name, benchmark] of await benchmarks(module)) {
    process.stderr.write(`${module}: ${name} …\n`);
    rows.push(...(await benchmark()));
  }
}
process.stdout.write(
  `node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n\n${table(rows)}\n`,
);
