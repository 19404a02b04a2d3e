import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rule } from 'eslint';

/** Layers of `docs/architecture.md`; a domain package also names its stage. */
const layers = /^layer:(sdk|kernel|testkit|domain|content|adapter|infra|app|composition|tools)$/;
const stages = /^stage:(shared|ingest|classify|detect|merge|deliver|history)$/;

/** A rule that reports every node one of the selectors finds. */
function forbid(message: string, ...selectors: string[]): Rule.RuleModule {
  return {
    meta: { type: 'problem', schema: [] },
    create: (context) =>
      Object.fromEntries(
        selectors.map((selector) => [selector, (node: Rule.Node) => context.report({ node, message })]),
      ),
  };
}

/** Selectors for each way to load a module: static, re-exported and dynamic. */
function loads(specifier: RegExp): string[] {
  // The selector language ends a pattern at its first slash, escaped or not.
  const pattern = specifier.source.replaceAll('\\/', '\\u002F');
  return ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].map(
    (node) => `${node}[source.value=/${pattern}/]`,
  );
}

const taggedProject: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    Program(node) {
      const problem = tagProblem(projectTags(dirname(context.filename)));
      if (problem !== undefined) context.report({ node, message: problem });
    },
  }),
};

function tagProblem(tags: readonly string[]): string | undefined {
  const layer = tags.filter((tag) => layers.test(tag));
  if (layer.length !== 1)
    return 'This project needs exactly one known `layer:*` tag under `nx.tags` of its package.json.';
  const needsStage = layer[0] === 'layer:domain';
  if (needsStage && tags.filter((tag) => stages.test(tag)).length !== 1) {
    return 'A domain project needs exactly one known `stage:*` tag under `nx.tags` of its package.json.';
  }
  return undefined;
}

/** Tags of the Nx project that holds the folder, from its `package.json` or `project.json`. */
function projectTags(folder: string): readonly string[] {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const project = join(at, 'project.json');
    if (existsSync(project)) return (readJson(project)['tags'] ?? []) as string[];
    const manifest = join(at, 'package.json');
    if (existsSync(manifest)) return (readJson(manifest)['nx'] as { tags?: string[] } | undefined)?.tags ?? [];
  }
  return [];
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

/** What this repository asks of its code beyond the shared rule sets, each under a name of its own. */
export const houseRules = {
  'tagged-project': taggedProject,
  'aws-sdk-at-the-edge': forbid(
    'AWS clients are loaded only in packages/aws, in the AWS files of packages/outputs, and where an app is composed.',
    ...loads(/^@(aws-sdk|smithy|aws-lambda-powertools)\//),
  ),
  'database-in-embedded': forbid(
    'SQLite and DuckDB are loaded only in packages/embedded.',
    ...loads(/^(node:sqlite|better-sqlite3|@duckdb\/.*)$/),
  ),
  'environment-in-settings': forbid(
    'The environment is read only in settings.ts of an app or of the cli; pass the value as an argument.',
    'MemberExpression[object.name="process"][property.name="env"]',
    'MemberExpression[object.name="process"][property.value="env"]',
    'MemberExpression[object.property.name="process"][property.name="env"]',
    'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
    'ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name="env"]',
  ),
  'record-json': forbid(
    'Record data keeps its large integers only through parseJson of @streamalert/core.',
    'MemberExpression[object.name="JSON"][property.name="parse"]',
  ),
  'types-from-sdk': forbid(
    'The kernel takes types from the SDK, no code: write `import type`.',
    ...['ImportDeclaration[importKind!="type"]', 'ExportNamedDeclaration[exportKind!="type"]'].map(
      (node) => `${node}[source.value="@streamalert/rules-sdk"]`,
    ),
  ),
  'named-exports': forbid('Export by name.', 'ExportDefaultDeclaration', 'ExportSpecifier[exported.name="default"]'),
  'listed-exports': forbid('List each public name.', 'ExportAllDeclaration'),
  'every-test-runs': forbid(
    'A focused or skipped test hides others; `skipIf` with a reason is for what a machine lacks.',
    'MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name=/^(only|skip|todo)$/]',
    'CallExpression[callee.name=/^(xit|xdescribe|xtest|fit|fdescribe)$/]',
  ),
};
