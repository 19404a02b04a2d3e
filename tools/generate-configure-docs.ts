/**
 * Writes the tables of options in `docs/2.configure.md` from the JSON Schemas of `conf/`. `--check` writes nothing and
 * fails when something would change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './workspace.ts';

const page = join(root, 'docs/2.configure.md');
const schemas = join(root, 'packages/config/schemas');

/** The part of JSON Schema that the files of `conf/` use. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly 'x-accepts'?: string;
}

interface Row {
  readonly key: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Between `<!-- options of NAME -->`, or of a part of it as `NAME#/$defs/part`, and `<!-- end of options -->`. */
const table = /<!-- options of (\S+) -->\n[^]*?<!-- end of options -->/g;

function withTables(text: string): string {
  return text.replace(table, (_, name: string) => {
    return `<!-- options of ${name} -->\n\n${tableOf(name)}\n\n<!-- end of options -->`;
  });
}

function tableOf(name: string): string {
  const [file = '', pointer] = name.split('#');
  const document = readSchema(file);
  const start: Schema = pointer === undefined ? document : { $ref: `#${pointer}` };
  const rows = rowsOf(resolve(start, document), '', document, []);
  return ['| key | accepts | default | what it is |', '|---|---|---|---|', ...rows.map(line)].join('\n');
}

/** A schema with what it refers to in the shared one as definitions of its own. */
function readSchema(file: string): Schema {
  const read = (name: string): Schema => {
    const text = readFileSync(join(schemas, `${name}.schema.json`), 'utf8');
    return JSON.parse(text.replaceAll('"common.schema.json#', '"#')) as Schema;
  };
  const document = read(file);
  return { ...document, $defs: { ...read('common').$defs, ...document.$defs } };
}

/** Keys below a value, each followed by its own. What contains itself is shown once. */
function rowsOf(schema: Schema, path: string, document: Schema, open: readonly Schema[]): Row[] {
  const below = (child: Schema, key: string, required: boolean): Row[] => {
    const resolved = resolve(child, document);
    if ([...open, schema].includes(resolved)) return [];
    return [{ key, schema: resolved, required }, ...rowsOf(resolved, key, document, [...open, schema])];
  };
  const named = Object.entries(schema.properties ?? {}).filter(([key]) => key !== '$schema');
  const { additionalProperties: other, items } = schema;
  return [
    ...named.flatMap(([key, child]) => below(child, keyBelow(path, key), schema.required?.includes(key) === true)),
    ...(typeof other === 'object' && named.length === 0 ? below(other, keyBelow(path, '<name>'), false) : []),
    ...(items === undefined ? [] : itemRows(items, path, document, [...open, schema])),
    ...(schema.oneOf ?? []).flatMap((variant) => variantRows(variant, path, document, [...open, schema])),
    ...(schema.then === undefined ? [] : conditionalRows(schema.then, path, document, [...open, schema])),
  ];
}

/** What holds under a condition only narrows other rows, unless it has a description of its own. */
function conditionalRows(then: Schema, path: string, document: Schema, open: readonly Schema[]): Row[] {
  const resolved = resolve(then, document);
  if (open.includes(resolved)) return [];
  return rowsOf(resolved, path, document, open).filter(({ schema }) => schema.description !== undefined);
}

const keyBelow = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Items have rows of their own only where they are objects. */
function itemRows(items: Schema, path: string, document: Schema, open: readonly Schema[]): Row[] {
  return rowsOf(resolve(items, document), `${path}[]`, document, open);
}

/** Options of one variant, after the value that selects it. */
function variantRows(variant: Schema, path: string, document: Schema, open: readonly Schema[]): Row[] {
  const [selector] = Object.entries(variant.properties ?? {}).filter(([, { const: value }]) => value !== undefined);
  const rows = rowsOf(variant, path, document, open).filter(({ schema }) => schema.const === undefined);
  if (selector === undefined) return rows;
  const [key, { const: value }] = selector;
  return rows.map((row) => ({ ...row, key: `${row.key} (${key} ${String(value)})` }));
}

function resolve(schema: Schema, document: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  let found: unknown = document;
  for (const step of schema.$ref.split('/').slice(1)) found = (found as Record<string, unknown>)[step];
  const { $ref: _, ...own } = schema;
  const target = resolve(found as Schema, document);
  // Without keys of its own it stays the same object, by which recursion is noticed.
  return Object.keys(own).length === 0 ? target : { ...target, ...own };
}

function line({ key, schema, required }: Row): string {
  const fallback = required ? 'required' : schema.default === undefined ? '' : code(JSON.stringify(schema.default));
  return `| ${code(key)} | ${escaped(accepts(schema))} | ${fallback} | ${escaped(capitalized(schema.description ?? ''))} |`;
}

function accepts(schema: Schema): string {
  if (schema['x-accepts'] !== undefined) return schema['x-accepts'];
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value)).join(', ');
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? 'any value');
  const name = { boolean: 'true or false', string: 'a text', integer: 'an integer', number: 'a number' }[type];
  const { minimum, maximum } = schema;
  const range =
    minimum === undefined ? '' : maximum === undefined ? `, at least ${minimum}` : ` from ${minimum} to ${maximum}`;
  return `${name ?? `an ${type}`}${range}`;
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');

function capitalized(text: string): string {
  const sentence = text.endsWith('.') ? text : `${text}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const found = readFileSync(page, 'utf8');
const wanted = withTables(found);
if (wanted !== found) {
  const check = process.argv.includes('--check');
  process.stdout.write(`${check ? 'stale' : 'wrote'} docs/${basename(page)}\n`);
  if (check) {
    process.stderr.write(`Run \`node tools/${basename(import.meta.filename)}\` and commit what it writes.\n`);
    process.exitCode = 1;
  } else writeFileSync(page, wanted);
}
