/**
 * Type-checks the examples a reader copies: `@example` blocks of the sources and `ts` blocks of READMEs and docs. Each
 * becomes a module of its own under `reports/examples`, on the line where it stands in its source, so that an error
 * names a place one can find. An example without imports may use every name of its own package.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { run } from './run.ts';
import { type Package, readPackages, root } from './workspace.ts';

interface Example {
  /** Zero-based line of the first line of code. */
  readonly line: number;
  readonly code: string;
}

const output = join(root, 'reports/examples');

/** Fenced `ts` blocks; in sources only those that follow an `@example` tag. */
function examplesIn(text: string, isSource: boolean): Example[] {
  const fence = isSource ? /@example[^`]*?```ts\n([\s\S]*?)\n[ \t*]*```/g : /^```ts\n([\s\S]*?)\n```/gm;
  return [...text.matchAll(fence)].map((match) => {
    const body = match[1] ?? '';
    const start = match.index + match[0].indexOf(body, match[0].indexOf('```ts'));
    const code = isSource ? body.replace(/^[ \t]*\* ?/gm, '') : body;
    return { line: text.slice(0, start).split('\n').length - 1, code };
  });
}

/** Names that the package's entry point lists. */
function publicNames({ folder }: Package): string[] {
  const path = join(folder, 'src/index.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) => (exportClause && ts.isNamedExports(exportClause) ? [...exportClause.elements] : []))
    .map(({ name }) => name.text);
}

function asModule({ code, line }: Example, pkg: Package | undefined): string {
  const names = pkg === undefined || /^import /m.test(code) ? [] : publicNames(pkg);
  const before = names.length > 0 ? `import { ${names.join(', ')} } from '${pkg?.manifest.name}';` : '';
  return `${before}${'\n'.repeat(line)}${code}\nexport {};\n`;
}

function filesUnder(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => pattern.test(path));
  return found.map((path) => join(folder, path));
}

function write(file: string, pkg?: Package): void {
  for (const [index, example] of examplesIn(readFileSync(file, 'utf8'), file.endsWith('.ts')).entries()) {
    const target = join(output, `${relative(root, file)}.${index + 1}.ts`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, asModule(example, pkg));
  }
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const pkg of readPackages()) {
  const readme = join(pkg.folder, 'README.md');
  const files = [...filesUnder(join(pkg.folder, 'src'), /\.ts$/), ...(existsSync(readme) ? [readme] : [])];
  for (const file of files) write(file, pkg);
}
for (const file of [join(root, 'README.md'), ...filesUnder(join(root, 'docs'), /\.md$/)]) {
  if (existsSync(file)) write(file);
}

const compilerOptions = { verbatimModuleSyntax: false, isolatedModules: false, noUnusedLocals: false };
writeFileSync(
  join(output, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.check.json',
    compilerOptions,
    include: ['**/*.ts', '../../packages/*/src/**/*.d.ts', '../../apps/*/src/**/*.d.ts', '../../infra/src/**/*.d.ts'],
  }),
);
const count = filesUnder(output, /\.ts$/).length;
if (count > 0) {
  const { code, output: text } = await run('node', ['node_modules/typescript7/bin/tsc', '-p', output], { cwd: root });
  process.stdout.write(text.replaceAll('reports/examples/', ''));
  process.exitCode = code;
}
process.stdout.write(`${count} examples\n`);
