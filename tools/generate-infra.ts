/**
 * Writes the templates that the sample `conf/` gives to `infra/sample`, so that a change of the builders is read as a change of
 * infrastructure. `--check` writes nothing and fails when something would change.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { formatIssues, loadConfig } from '@streamalert/config';
import { buildStacks, renderStacks } from '@streamalert/infra';
import { root } from './workspace.ts';

const target = join(root, 'infra/sample');
const { config, issues } = await loadConfig(join(root, 'conf'), { deployment: true });
if (config === undefined) throw new Error(formatIssues(issues));

const wanted = new Map<string, string | undefined>();
const present = existsSync(target) ? readdirSync(target, { recursive: true, withFileTypes: true }) : [];
for (const entry of present) if (entry.isFile()) wanted.set(join(entry.parentPath, entry.name), undefined);
for (const [path, content] of renderStacks(buildStacks(config))) wanted.set(join(target, path), content);

const stale = [...wanted].filter(
  ([path, content]) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined) !== content,
);
const check = process.argv.includes('--check');
for (const [path, content] of stale) {
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, path)}\n`);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  if (content === undefined) rmSync(path);
  else writeFileSync(path, content);
}
if (check && stale.length > 0) {
  process.stderr.write(`Run \`node tools/${basename(import.meta.filename)}\` and commit what it writes.\n`);
  process.exitCode = 1;
}
