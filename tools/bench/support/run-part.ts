/** Runs one part of the benchmarks, named by the first argument, in a process of its own; standard output is its rows as JSON. */
import type { BenchRow } from './bench-row.ts';

type Benchmark = () => BenchRow[] | Promise<BenchRow[]>;

/** The functions of a module whose names say that they measure; other exports are its own business. */
async function benchmarks(module: string): Promise<[string, Benchmark][]> {
  const exported = (await import(new URL(`../${module}.ts`, import.meta.url).href)) as Record<string, unknown>;
  const named = Object.entries(exported).filter(
    ([name, value]) => name.startsWith('bench') && typeof value === 'function',
  );
  return named as [string, Benchmark][];
}

const [, , module = ''] = process.argv;
const rows: BenchRow[] = [];
for (const [name, benchmark] of await benchmarks(module)) {
  process.stderr.write(`${module}: ${name} …\n`);
  rows.push(...(await benchmark()));
}
process.stdout.write(JSON.stringify(rows));
