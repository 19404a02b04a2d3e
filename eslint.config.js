// @ts-check
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { houseRules } from './tools/lint/house-rules.ts';

// The boundaries rule reads Nx's cached graph and, where there is none, passes everything. Nx has just made it when
// it starts this task; anybody else (an editor, eslint by hand) may meet none or a stale one.
if (process.env.NX_TASK_TARGET_TARGET === undefined) await createProjectGraphAsync({ exitOnError: false });

/** Who may import whom: the table of docs/architecture.md. @type {Record<string, string[]>} */
const layers = {
  sdk: [],
  kernel: ['layer:sdk'],
  testkit: ['layer:kernel', 'layer:sdk'],
  domain: ['layer:kernel', 'layer:sdk', 'layer:domain'],
  content: ['layer:sdk'],
  adapter: ['layer:kernel', 'layer:sdk'],
  infra: ['layer:kernel', 'stage:shared', 'stage:history'],
  app: ['layer:kernel', 'layer:sdk', 'layer:domain', 'scope:aws'],
  composition: [
    'layer:kernel',
    'layer:sdk',
    'layer:testkit',
    'layer:domain',
    'layer:content',
    'layer:adapter',
    'layer:infra',
    'layer:composition',
  ],
  tools: ['*'],
};
/** What is of one stage, and what it may import beside it. @type {Record<string, string[]>} */
const stagedLayers = { domain: [], app: ['scope:aws', 'stage:history'] };
const stages = ['shared', 'ingest', 'classify', 'detect', 'merge', 'deliver', 'history'];

/** @param {Record<string, string[]>} more what files of a kind may import besides, by layer @param {boolean} ownName whether they may name their own package, as its users do @returns {import('eslint').Linter.RuleEntry} */
function boundaries(more = {}, ownName = false) {
  return [
    'error',
    {
      allowCircularSelfDependency: ownName,
      banTransitiveDependencies: true,
      depConstraints: [
        ...Object.entries(layers).map(([layer, allowed]) => ({
          sourceTag: `layer:${layer}`,
          onlyDependOnLibsWithTags: [...allowed, ...(more[layer] ?? [])],
        })),
        ...stages.flatMap((stage) =>
          Object.entries(stagedLayers).map(([layer, allowed]) => ({
            allSourceTags: [`layer:${layer}`, `stage:${stage}`],
            onlyDependOnLibsWithTags: [
              'layer:kernel',
              'layer:sdk',
              'stage:shared',
              `stage:${stage}`,
              ...allowed,
              ...(more[layer] ?? []),
            ],
          })),
        ),
      ],
    },
  ];
}

const testKit = ['layer:testkit'];
const tests = {
  domain: testKit,
  adapter: testKit,
  content: testKit,
  app: [...testKit, 'scope:embedded'],
};

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', 'reports/**', 'coverage/**', '.nx/**', '**/tests/rule-files/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, plugins: { '@nx': nx, house: { rules: houseRules } } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(),
      'house/tagged-project': 'error',
      'house/aws-sdk-at-the-edge': 'error',
      'house/database-in-embedded': 'error',
      'house/environment-in-settings': 'error',
      'house/named-exports': 'error',
      'house/every-test-runs': 'error',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Not of config and cli: what they parse is settings and manifests. The two codecs are what the rule asks for.
    files: ['{packages,apps}/*/src/**/*.ts'],
    ignores: ['packages/{config,cli}/**', 'packages/core/src/json.ts', 'packages/rules-sdk/src/safe-json.ts'],
    rules: { 'house/record-json': 'error' },
  },
  { files: ['{packages,apps}/*/src/**/*.ts', 'infra/src/**/*.ts'], rules: { 'no-console': 'error' } },
  { files: ['packages/core/src/**/*.ts'], rules: { 'house/types-from-sdk': 'error' } },
  { files: ['{packages,apps}/*/src/index.ts', 'infra/src/index.ts'], rules: { 'house/listed-exports': 'error' } },
  {
    files: ['packages/aws/**', 'packages/outputs/src/aws/**', 'apps/*/src/compose.ts'],
    rules: { 'house/aws-sdk-at-the-edge': 'off' },
  },
  { files: ['packages/embedded/**'], rules: { 'house/database-in-embedded': 'off' } },
  {
    files: ['packages/cli/src/settings.ts', 'apps/*/src/settings.ts', '**/tests/**', 'tools/**'],
    rules: { 'house/environment-in-settings': 'off' },
  },
  // Declarations for libraries that have none describe what those libraries export.
  { files: ['**/*.d.ts'], rules: { 'house/named-exports': 'off' } },
  { files: ['**/tests/**/*.ts'], rules: { '@nx/enforce-module-boundaries': boundaries(tests, true) } },
);
