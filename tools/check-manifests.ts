/**
 * What a user of a package relies on in its `package.json` and beside it: licence, engines, entry points that exist,
 * a README that names the package, and exactly the dependencies that its sources load.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { type Package, readPackages, runtimeDependencies, sourceEntries } from './workspace.ts';

function problems(pkg: Package): string[] {
  return [...fieldProblems(pkg), ...entryProblems(pkg), ...readmeProblems(pkg), ...dependencyProblems(pkg)];
}

function fieldProblems({ id, manifest }: Package): string[] {
  const expected: [string, unknown, unknown][] = [
    ['name', manifest.name, `@streamalert/${id}`],
    ['license', manifest.license, 'Apache-2.0'],
    ['type', manifest.type, 'module'],
    ['engines.node', manifest.engines?.node, '>=22.18'],
  ];
  const wrong = expected.filter(([, found, wanted]) => found !== wanted);
  const listed = wrong.map(
    ([field, found, wanted]) => `${field} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`,
  );
  return manifest.description ? listed : [...listed, 'description is missing'];
}

function entryProblems(pkg: Package): string[] {
  const { exports, bin } = pkg.manifest;
  const missing = [...sourceEntries(pkg).values(), ...Object.values(bin ?? {})]
    .filter((path) => !existsSync(join(pkg.folder, path)))
    .map((path) => `${path} is exported and does not exist`);
  const wrong: string[] = [];
  for (const [subpath, source] of sourceEntries(pkg)) {
    const built = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '');
    const wanted = { '@streamalert/source': source, types: `${built}.d.ts`, default: `${built}.js` };
    if (JSON.stringify(exports?.[subpath]) !== JSON.stringify(wanted)) {
      wrong.push(`exports["${subpath}"] must be ${JSON.stringify(wanted)}, in this order`);
    }
  }
  if (exports?.['./package.json'] !== './package.json') wrong.push('exports["./package.json"] is missing');
  return [...missing, ...wrong];
}

function readmeProblems({ folder, manifest }: Package): string[] {
  const path = join(folder, 'README.md');
  if (!existsSync(path)) return ['README.md is missing'];
  return readFileSync(path, 'utf8').includes(manifest.name) ? [] : [`README.md does not name ${manifest.name}`];
}

function dependencyProblems(pkg: Package): string[] {
  const declared = new Set(runtimeDependencies(pkg));
  const loaded = loadedPackages(pkg);
  return [
    ...[...loaded].filter((name) => !declared.has(name)).map((name) => `${name} is imported but not a dependency`),
    ...[...declared].filter((name) => !loaded.has(name)).map((name) => `${name} is a dependency but never imported`),
  ];
}

/** Names of the npm packages that the sources and the command import. */
function loadedPackages({ folder, manifest }: Package): Set<string> {
  const files = ['src', 'bin']
    .filter((part) => existsSync(join(folder, part)))
    .flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, part, file)),
    )
    .filter((file) => /\.[jt]s$/.test(file));
  const names = files
    .flatMap((file) => ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles)
    .map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  return new Set(names.filter((name) => name !== manifest.name));
}

for (const pkg of readPackages()) {
  for (const problem of problems(pkg)) {
    process.exitCode = 1;
    process.stdout.write(`${pkg.path}: ${problem}\n`);
  }
}
