/**
 * Keeps what every package repeats in step with its `package.json`: TypeScript references with the workspace
 * dependencies, the tsconfig of its tests, the scripts that are its Nx targets, and the licence text.
 * `--check` writes nothing and fails when something would change.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Package, readPackages, root, runtimeDependencies } from './workspace.ts';

const packages = readPackages();
const byName = new Map(packages.map((pkg) => [pkg.manifest.name, pkg]));

/** The content each generated file should have, by absolute path. */
function wantedFiles(): Map<string, string> {
  const files = new Map<string, string>();
  files.set(join(root, 'tsconfig.json'), json({ files: [], references: packages.map(({ path }) => ({ path })) }));
  for (const pkg of packages) {
    files.set(join(pkg.folder, 'tsconfig.json'), sourceConfig(pkg));
    files.set(
      join(pkg.folder, 'tests/tsconfig.json'),
      json({ extends: `${toRoot(pkg)}/../tsconfig.check.json`, include: ['../src', '.'] }),
    );
    files.set(join(pkg.folder, 'LICENSE'), readFileSync(join(root, 'LICENSE'), 'utf8'));
    files.set(join(pkg.folder, 'package.json'), manifest(pkg));
  }
  return files;
}

function sourceConfig(pkg: Package): string {
  const references = runtimeDependencies(pkg)
    .map((name) => byName.get(name))
    .filter((other) => other !== undefined)
    .map(({ path }) => path)
    .sort();
  return json({
    extends: `${toRoot(pkg)}/tsconfig.base.json`,
    compilerOptions: { composite: true, rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    references: references.map((path) => ({ path: relative(pkg.path, path) })),
  });
}

/** From the folder of a package to the repository's: `../..`. */
const toRoot = ({ path }: Package): string => relative(path, '.');

function manifest(pkg: Package): string {
  const path = join(pkg.folder, 'package.json');
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const tsc = `node ${toRoot(pkg)}/node_modules/typescript7/bin/tsc`;
  content['files'] = [...new Set([...(pkg.manifest.files ?? []), '!dist/.tsbuildinfo'])];
  content['scripts'] = {
    ...pkg.manifest.scripts,
    build: `${tsc} -b`,
    test: `vitest run --root ${toRoot(pkg)} --project ${pkg.id}`,
    lint: 'eslint .',
    typecheck: `${tsc} -p tests`,
  };
  return json(content);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Whether a file must be written; JSON is compared by value, its layout belongs to the formatter. */
function differs(path: string, wanted: string): boolean {
  if (!existsSync(path)) return true;
  const found = readFileSync(path, 'utf8');
  if (!path.endsWith('.json')) return found !== wanted;
  return JSON.stringify(JSON.parse(found)) !== JSON.stringify(JSON.parse(wanted));
}

const stale = [...wantedFiles()].filter(([path, wanted]) => differs(path, wanted));
const check = process.argv.includes('--check');
for (const [path, wanted] of stale) {
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, path)}\n`);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, wanted);
}
const written = stale.map(([path]) => path).filter((path) => path.endsWith('.json'));
if (!check && written.length > 0)
  execFileSync('biome', ['format', '--write', ...written], { cwd: root, stdio: 'ignore' });
if (check && stale.length > 0) {
  process.stderr.write('Run `npm run sync` and commit what it writes.\n');
  process.exitCode = 1;
}
