import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { copyWorkspace } from './helpers/copy-workspace.ts';

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly message: string }[];
}

/** Each file breaks one rule, in the folder where the rule holds; last, what lint says of it. */
const violations = [
  [
    'a domain package that imports an adapter',
    'packages/parsers/src/planted.ts',
    "export { openStore } from '@streamalert/embedded';",
    'tagged with "layer:domain" can only depend on',
  ],
  [
    'a stage that imports another stage',
    'packages/merger/src/planted.ts',
    "export { deliver } from '@streamalert/outputs';",
    'tagged with "layer:domain" and "stage:merge" can only depend on',
  ],
  [
    'a source file that imports test support',
    'packages/outputs/src/planted.ts',
    "export { describeAlertStore } from '@streamalert/test-kit';",
    'tagged with "layer:domain" can only depend on',
  ],
  [
    'an AWS client in a domain package',
    'packages/classifier/src/planted.ts',
    "export { S3Client } from '@aws-sdk/client-s3';",
    'AWS clients are loaded only in',
  ],
  [
    'an AWS client loaded dynamically',
    'packages/rules-engine/src/planted.ts',
    "export const client = () => import('@aws-sdk/client-s3');",
    'AWS clients are loaded only in',
  ],
  [
    'a database outside embedded',
    'packages/history/src/planted.ts',
    "export { DatabaseSync } from 'node:sqlite';",
    'SQLite and DuckDB are loaded only in',
  ],
  [
    'the environment in a library',
    'packages/config/src/planted.ts',
    "export const level = process.env['LEVEL'];",
    'The environment is read only in settings.ts',
  ],
  [
    'a raw parse of record data',
    'packages/local/src/planted.ts',
    'export const parse = (text: string): unknown => JSON.parse(text);',
    'only through parseJson',
  ],
  [
    'code of the SDK in the kernel',
    'packages/core/src/planted.ts',
    "export { defineRule } from '@streamalert/rules-sdk';",
    'takes types from the SDK',
  ],
  ['a default export', 'packages/embedded/src/planted.ts', 'export default 1;', 'Export by name'],
  ['a library that prints', 'packages/testing/src/planted.ts', "console.log('here');", 'Unexpected console'],
  [
    'a focused test',
    'packages/parsers/tests/planted.test.ts',
    "import { it } from 'vitest';\nit.only('runs alone', () => {});",
    'A focused or skipped test',
  ],
  [
    'a project without tags',
    'packages/untagged/src/planted.ts',
    'export const one = 1;',
    'exactly one known `layer:*`',
  ],
] as const;

/** Allowed where they are, so that the rules above are seen to tell places apart. */
const innocent = [
  ['packages/embedded/src/planted-database.ts', "export { DatabaseSync } from 'node:sqlite';"],
  ['packages/cli/src/settings.ts', "export const level = process.env['LEVEL'];"],
  ['packages/outputs/tests/planted.test.ts', "export { describeAlertStore } from '@streamalert/test-kit';"],
] as const;

describe('lint', () => {
  let workspace: string;
  let results: readonly LintResult[];

  beforeAll(async () => {
    workspace = await copyWorkspace();
    await addUntaggedProject(workspace);
    const files = [...violations.map(([, path, text]) => [path, text] as const), ...innocent];
    for (const [path, text] of files) await writeFile(join(workspace, path), `${text}\n`);
    const { stdout } = await run('eslint', ['--format', 'json', ...files.map(([path]) => path)], { cwd: workspace });
    results = JSON.parse(stdout) as LintResult[];
  }, 120_000);

  afterAll(() => rm(workspace, { recursive: true, force: true }));

  function messages(path: string): string[] {
    const result = results.find(({ filePath }) => relative(workspace, filePath) === path);
    return (result?.messages ?? [{ message: 'was not linted' }]).map(({ message }) => message);
  }

  it.each(violations)('reports %s', (_case, path, _text, message) => {
    expect(messages(path)).toContainEqual(expect.stringContaining(message));
  });

  it.each(innocent)('accepts %s', (path) => {
    expect(messages(path)).toStrictEqual([]);
  });

  it('fails the lint target of a project without tags', async () => {
    const { code, output } = await run('nx', ['run', '@streamalert/untagged:lint'], { cwd: workspace });
    expect(output).toContain('needs exactly one known `layer:*` tag');
    expect(code).toBe(1);
  }, 120_000);
});

async function addUntaggedProject(workspace: string): Promise<void> {
  const manifest = await readFile(join(workspace, 'packages/test-kit/package.json'), 'utf8');
  const untagged = { ...JSON.parse(manifest), name: '@streamalert/untagged', nx: { tags: [] } };
  await mkdir(join(workspace, 'packages/untagged/src'), { recursive: true });
  await cp(join(workspace, 'packages/test-kit/tsconfig.json'), join(workspace, 'packages/untagged/tsconfig.json'));
  await writeFile(join(workspace, 'packages/untagged/package.json'), JSON.stringify(untagged));
}
