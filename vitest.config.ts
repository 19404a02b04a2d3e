import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** One vitest project per package; sources are resolved through the `@streamalert/source` condition, so no build is needed. */
const condition = '@streamalert/source';
const project = (name: string) => ({
  extends: true as const,
  test: { name, root: `packages/${name}`, include: ['tests/**/*.test.ts'] },
});

export default defineConfig({
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition, 'node', 'import'], externalConditions: [condition, 'node', 'import'] } },
  test: {
    execArgv: [`--conditions=${condition}`],
    projects: readdirSync(new URL('./packages/', import.meta.url)).map(project),
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    testTimeout: 20_000,
  },
});
