/**
 * Writes what follows from the rule files of `packages/community-rules/src/<vendor>`: the list of all rules and the packs
 * of each vendor, the package's index, the table of its README, and the tables of `docs/detections.md`. `--check` writes
 * nothing and fails when something would change.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isRule, type Rule } from '@streamalert/rules-sdk';
import { detectionTables, packTable, type ShippedRule, type Vendor, vendorNames } from './community-rules/tables.ts';
import { root } from './workspace.ts';

const folder = join(root, 'packages/community-rules');
const source = join(folder, 'src');

async function readVendors(): Promise<Vendor[]> {
  const ids = readdirSync(source, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name in vendorNames,
  );
  return Promise.all(ids.map(async ({ name }) => ({ id: name, rules: await rulesOf(name) })));
}

async function rulesOf(vendor: string): Promise<ShippedRule[]> {
  const files = readdirSync(join(source, vendor)).filter((name) => name.endsWith('.ts'));
  const found = await Promise.all(
    files.map(async (name) => {
      const module = (await import(join(source, vendor, name))) as Record<string, unknown>;
      return Object.entries(module).flatMap(([exportName, value]) =>
        isRule(value) ? [{ exportName, file: `${vendor}/${name}`, rule: value as Rule }] : [],
      );
    }),
  );
  return found.flat().sort((a, b) => (a.exportName < b.exportName ? -1 : 1));
}

const packName = (vendor: string): string => `${vendor}Rules`;

function rulesModule(vendors: readonly Vendor[]): string {
  const imports = vendors.flatMap(({ rules }) =>
    rules.map(({ exportName, file }) => `import { ${exportName} } from './${file}';`),
  );
  const packs = vendors.map(
    ({ id, rules }) =>
      `/** The rules for ${vendorNames[id]}. */\nexport const ${packName(id)}: readonly Rule[] = [\n${rules.map(({ exportName }) => `  ${exportName},`).join('\n')}\n];\n`,
  );
  return `// Written by tools/generate-community-rules.ts: a rule is added by adding its file.
import type { Rule } from '@streamalert/rules-sdk';
${imports.join('\n')}

${packs.join('\n')}
/**
 * All shipped rules. A detection repo takes them with one line in a file under \`rules/\`:
 * \`export { rules } from '@streamalert/community-rules';\`
 */
export const rules: readonly Rule[] = [${vendors.map(({ id }) => `...${packName(id)}`).join(', ')}];
`;
}

function indexModule(vendors: readonly Vendor[]): string {
  const byFile = Map.groupBy(
    vendors.flatMap(({ rules }) => rules),
    ({ file }) => file,
  );
  const lines = [...byFile].map(
    ([file, rules]) => `export { ${rules.map(({ exportName }) => exportName).join(', ')} } from './${file}';`,
  );
  const packs = vendors.map(({ id }) => packName(id));
  return `// Written by tools/generate-community-rules.ts.
${lines.join('\n')}
export { eventsDirectory } from './events-directory.ts';
export { ${[...packs, 'rules'].join(', ')} } from './rules.ts';
`;
}

/** As `npm run format` would leave it. */
function formatted(path: string, text: string): string {
  return execFileSync(
    join(root, 'node_modules/.bin/biome'),
    ['check', '--write', '--stdin-file-path', relative(root, path)],
    {
      cwd: root,
      input: text,
      encoding: 'utf8',
    },
  );
}

/** A file with what stands between its two marks replaced. */
function between(path: string, name: string, content: string): string {
  const text = readFileSync(path, 'utf8');
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  if (from < start.length || to < from) throw new Error(`${relative(root, path)} has lost the marks of its ${name}`);
  return `${text.slice(0, from)}\n${content}\n${text.slice(to)}`;
}

const vendors = await readVendors();
const wanted = new Map([
  [join(source, 'rules.ts'), formatted(join(source, 'rules.ts'), rulesModule(vendors))],
  [join(source, 'index.ts'), formatted(join(source, 'index.ts'), indexModule(vendors))],
  [join(folder, 'README.md'), between(join(folder, 'README.md'), 'packs', packTable(vendors))],
  [join(root, 'docs/detections.md'), between(join(root, 'docs/detections.md'), 'rules', detectionTables(vendors))],
]);
const stale = [...wanted].filter(([path, content]) => readFileSync(path, 'utf8') !== content);
const check = process.argv.includes('--check');
for (const [path, content] of stale) {
  process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, path)}\n`);
  if (!check) writeFileSync(path, content);
}
if (check && stale.length > 0) {
  process.stderr.write(
    `Run \`npm run generate\` (tools/${basename(import.meta.filename)}) and commit what it writes.\n`,
  );
  process.exitCode = 1;
}
