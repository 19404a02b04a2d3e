/**
 * Copies `conf/schemas` to the package that publishes it, and lists its log types in the README there. `--check`
 * writes nothing and fails when something would change.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { vendors } from './log-type-vendors.ts';
import { root } from './workspace.ts';

const source = join(root, 'conf/schemas');
const target = join(root, 'packages/log-types/schemas');
const readme = join(root, 'packages/log-types/README.md');

/** Content by path; `undefined` for a file that must not be there. */
function wantedFiles(): Map<string, string | undefined> {
  const wanted = new Map<string, string | undefined>();
  for (const name of existsSync(target) ? readdirSync(target) : []) wanted.set(join(target, name), undefined);
  for (const name of readdirSync(source)) wanted.set(join(target, name), readFileSync(join(source, name), 'utf8'));
  wanted.set(readme, withTable(readFileSync(readme, 'utf8')));
  return wanted;
}

/** The README with the rows between its two marks replaced. */
function withTable(text: string): string {
  const [start, end] = ['<!-- log types -->\n', '<!-- end of log types -->'];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  if (from < start.length || to < from) throw new Error('the README of log-types has lost the marks of its table');
  return `${text.slice(0, from)}\n${table()}\n${text.slice(to)}`;
}

function table(): string {
  const rows = readdirSync(source)
    .sort()
    .flatMap((file) => Object.entries(JSON.parse(readFileSync(join(source, file), 'utf8')) as Record<string, unknown>))
    .map(([name, schema]) => {
      const vendor = vendors[name] ?? vendors[name.split(':')[0] as string];
      if (vendor === undefined) throw new Error(`log-type-vendors.ts has neither ${name} nor its source`);
      return `| \`${name}\` | ${(schema as { parser: string }).parser} | ${vendor.arrives} | [format](${vendor.page}) |`;
    });
  return ['| log type | parser | usually arrives | vendor |', '|---|---|---|---|', ...rows, ''].join('\n');
}

const stale = [...wantedFiles()].filter(([path, content]) => {
  const found = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  return found !== content;
});
const check = process.argv.includes('--check');
for (const [path, content] of stale) {
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, path)}\n`);
  if (check) continue;
  mkdirSync(target, { recursive: true });
  if (content === undefined) rmSync(path);
  else writeFileSync(path, content);
}
if (check && stale.length > 0) {
  process.stderr.write(`Run \`node tools/${basename(import.meta.filename)}\` and commit what it writes.\n`);
  process.exitCode = 1;
}
