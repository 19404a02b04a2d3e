import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/test-order.ts';
import { readPackages } from './tools/workspace.ts';

/** Sources are resolved through this condition, so no build is needed. */
const condition = '@streamalert/source';
/** Projects whose tests run on local AWS servers. */
const onAws = ['aws'];
const project = (name: string, root: string) => ({
  extends: true as const,
  test: {
    name,
    root,
    include: ['tests/**/*.test.ts'],
    ...(onAws.includes(name) && {
      globalSetup: [fileURLToPath(new URL('./tools/local-aws/global-setup.ts', import.meta.url))],
    }),
  },
});

export default defineConfig({
  resolve: { conditions: [condition] },
  ssr: { resolve: { conditions: [condition, 'node', 'import'], externalConditions: [condition, 'node', 'import'] } },
  test: {
    execArgv: [`--conditions=${condition}`],
    projects: [...readPackages().map(({ id, path }) => project(id, path)), project('tools', 'tools')],
    // Many tests wait for a process or a server, so that one file more than there are cores keeps these busy.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Servers that stand in for AWS, and machines that are shared, stall now and then; `.ci/run` says which tests passed only then.
    retry: process.env['CI'] === undefined ? 0 : 1,
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    // What a test waits for is told by the test itself; this only ends one that hangs, on a busy machine too.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
