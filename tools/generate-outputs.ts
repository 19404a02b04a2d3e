/**
 * Writes the registry of outputs, `packages/outputs/src/services.ts`, and the subpaths in its `package.json`, from the
 * files in `src/services` and `src/aws`: `slack-bot.ts` exports `slackBotService` and `slackBot`. `--check` writes
 * nothing and fails when something would change.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './workspace.ts';

const folder = join(root, 'packages/outputs');
/** Made by whatever runs the pipeline, as it differs between one machine and AWS. */
const composed = new Set(['history']);

interface Service {
  readonly name: string;
  /** `services/slack` */
  readonly path: string;
  /** `slackBot` */
  readonly identifier: string;
}

function readServices(): Service[] {
  return ['services', 'aws']
    .flatMap((part) =>
      readdirSync(join(folder, 'src', part), { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map(({ name }) => name.slice(0, -'.ts'.length))
        .filter((name) => !composed.has(name))
        .map((name) => ({ name, path: `${part}/${name}`, identifier: camelCase(name) })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const camelCase = (name: string): string => name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());

function registry(services: readonly Service[]): string {
  const byPath = [...services].sort((a, b) => (a.path < b.path ? -1 : 1));
  const imports = byPath.map(
    ({ identifier, path }) => `import { ${identifier}, ${identifier}Service } from './${path}.ts';`,
  );
  const list = (suffix: string): string => services.map(({ identifier }) => `  ${identifier}${suffix},`).join('\n');
  return [
    '// Written by tools/generate-outputs.ts: npm run generate',
    ...imports,
    "import type { Output, OutputService } from './contract.ts';",
    "import type { OutputResources } from './resources.ts';",
    '',
    '/** Every service of this package, in order of name. */',
    `export const outputServices: readonly OutputService[] = [\n${list('Service')}\n];`,
    '',
    '/** An output of every service, in order of name. */',
    'export function createOutputs(resources: OutputResources): readonly Output[] {',
    `  return [\n${list('(resources)')}\n  ];`,
    '}',
    '',
  ].join('\n');
}

function manifest(services: readonly Service[], found: string): string {
  const content = JSON.parse(found) as { exports: Record<string, unknown> };
  const subpaths = services.map(({ name, path }) => [
    `./${name}`,
    { '@streamalert/source': `./src/${path}.ts`, types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` },
  ]);
  const { '.': main, './package.json': own } = content.exports;
  content.exports = { '.': main, ...Object.fromEntries(subpaths), './package.json': own };
  return JSON.stringify(content, null, 2);
}

function formatted(path: string, text: string): string {
  return execFileSync('biome', ['check', '--write', `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
}

const services = readServices();
const manifestPath = join(folder, 'package.json');
const wanted = new Map([
  [join(folder, 'src/services.ts'), registry(services)],
  [manifestPath, manifest(services, readFileSync(manifestPath, 'utf8'))],
]);
const check = process.argv.includes('--check');
for (const [path, text] of wanted) {
  const content = formatted(path, text);
  if (readFileSync(path, 'utf8') === content) continue;
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, path)}\n`);
  if (check) process.exitCode = 1;
  else writeFileSync(path, content);
}
if (process.exitCode === 1) process.stderr.write('Run `npm run generate` and commit what it writes.\n');
