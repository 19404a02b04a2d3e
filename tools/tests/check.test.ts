import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, run } from '../run.ts';
import { copyWorkspace } from './helpers/copy-workspace.ts';

describe('the steps of npm run check', { timeout: 60_000 }, () => {
  let workspace: string;

  beforeAll(async () => {
    workspace = await copyWorkspace();
  });

  afterAll(() => rm(workspace, { recursive: true, force: true }));

  const tool = (...args: string[]): Promise<Finished> => run('node', args, { cwd: workspace });

  /** Changes one file of the copy, runs, and puts the file back. */
  async function withFile(path: string, change: (text: string) => string, use: () => Promise<void>): Promise<void> {
    const file = join(workspace, path);
    const before = await readFile(file, 'utf8');
    await writeFile(file, change(before));
    await use().finally(() => writeFile(file, before));
  }

  it('report a workspace dependency without a TypeScript reference', async () => {
    await withFile(
      'packages/rules-sdk/package.json',
      (text) => text.replace(/("type": "module",)/, '$1 "dependencies": { "@streamalert/core": "^0.1.0" },'),
      async () => {
        const { code, stdout } = await tool('tools/sync-packages.ts', '--check');
        expect(stdout).toContain('stale packages/rules-sdk/tsconfig.json');
        expect(code).toBe(1);
      },
    );
  });

  it('report an import that is not a dependency', async () => {
    await withFile(
      'packages/rules-sdk/src/index.ts',
      (text) => `export { default as Ajv } from 'ajv';\n${text}`,
      async () => {
        const { code, stdout } = await tool('tools/check-manifests.ts');
        expect(stdout).toContain('packages/rules-sdk: ajv is imported but not a dependency');
        expect(code).toBe(1);
      },
    );
  });

  it('report an example that does not compile, on its line', async () => {
    const readme = join(workspace, 'packages/rules-sdk/README.md');
    await writeFile(readme, '# @streamalert/rules-sdk\n\n```ts\nexport const id: number = severities[0];\n```\n');
    const { code, stdout } = await tool('tools/check-examples.ts');
    expect(stdout).toContain('packages/rules-sdk/README.md.1.ts(4,14)');
    expect(code).not.toBe(0);
  });

  it('report a public API that differs from its report', async () => {
    await run('node', ['node_modules/typescript7/bin/tsc', '-b', 'packages/rules-sdk'], { cwd: workspace });
    await tool('tools/api-reports.ts', 'rules-sdk');
    await appendFile(join(workspace, 'packages/rules-sdk/dist/index.d.ts'), '\nexport declare const added: string;\n');
    const { code, stdout } = await tool('tools/api-reports.ts', '--check', 'rules-sdk');
    expect(stdout).toBe('stale packages/rules-sdk/api/index.api.md\n');
    expect(code).toBe(1);
  });
});
