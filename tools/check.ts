/**
 * `npm run check`: everything that is not a test, step by step. `npm run check -- lint api` runs only those steps.
 * What happened is also written to `reports/check.json`, for `.ci/run` to count.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import { root } from './workspace.ts';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const tsc7 = 'node_modules/typescript7/bin/tsc';
const tsc6 = 'node_modules/typescript/bin/tsc';

/** In an order in which a step finds what it needs: reports and packed packages read what `build` wrote. */
const steps: readonly Step[] = [
  { name: 'format', command: ['biome', 'ci', '--colors=off', '.'] },
  { name: 'sync', command: ['node', 'tools/sync-packages.ts', '--check'] },
  { name: 'generated', command: ['node', 'tools/generate.ts', '--check'] },
  { name: 'lint', command: ['nx', 'run-many', '-t', 'lint'] },
  { name: 'typecheck', command: ['node', tsc7, '-p', 'tsconfig.check.json'] },
  { name: 'typecheck-ts6', command: ['node', tsc6, '-p', 'tsconfig.check.json'] },
  { name: 'build', command: ['node', tsc7, '-b'] },
  { name: 'manifests', command: ['node', 'tools/check-manifests.ts'] },
  { name: 'api', command: ['node', 'tools/api-reports.ts', '--check'] },
  { name: 'examples', command: ['node', 'tools/check-examples.ts'] },
  { name: 'packed', command: ['node', 'tools/check-packed.ts'] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  process.stderr.write(`No step ${unknown.join(', ')}; there are: ${steps.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

const results: { name: string; passed: boolean; seconds: number }[] = [];
for (const { name, command } of steps.filter((step) => wanted.length === 0 || wanted.includes(step.name))) {
  process.stdout.write(`${name} … `);
  const started = performance.now();
  const [program, ...args] = command;
  const { code, output } = await run(program, args, { cwd: root });
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  results.push({ name, passed: code === 0, seconds });
  process.stdout.write(code === 0 ? `ok (${seconds} s)\n` : `FAILED (${seconds} s): ${command.join(' ')}\n${output}\n`);
}

mkdirSync(join(root, 'reports'), { recursive: true });
writeFileSync(join(root, 'reports/check.json'), `${JSON.stringify({ steps: results }, null, 2)}\n`);
const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
process.stdout.write(
  failed.length === 0 ? `check: all ${results.length} steps passed\n` : `check: failed in ${failed.join(', ')}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
