import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** `npm run test:long`: tests that take minutes, in files named `….long.ts` beside the short ones; one after the other, as some measure memory. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    projects: undefined,
    globalSetup: [fileURLToPath(new URL('./tools/local-aws/global-setup.ts', import.meta.url))],
    include: ['packages/*/tests/**/*.long.ts', 'tools/tests/**/*.long.ts'],
    fileParallelism: false,
    testTimeout: 30 * 60_000,
  },
});
