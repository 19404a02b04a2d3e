import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Sources are resolved through this condition, so no build is needed. */
const condition = '@streamalert/source';
const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['tests/**/*.test.ts'] },
});
const packages = readdirSync(new URL('./packages/', import.meta.url));

export default defineConfig({
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition, 'node', 'import'], externalConditions: [condition, 'node', 'import'] } },
  test: {
    execArgv: [`--conditions=${condition}`],
    projects: [...packages.map((name) => project(name, `packages/${name}`)), project('tools', 'tools')],
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    testTimeout: 20_000,
  },
});
