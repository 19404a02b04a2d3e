/**
 * `npm run generate`: writes every generated file that is committed, each by a generator of its own. `--check` writes
 * nothing and fails when one is stale.
 */
import { run } from './run.ts';
import { root } from './workspace.ts';

const generators = [
  'generate-log-types.ts',
  'generate-configure-docs.ts',
  'generate-infra.ts',
  'generate-outputs.ts',
  'generate-community-rules.ts',
];

for (const generator of generators) {
  const { code, output } = await run(
    'node',
    ['--conditions=@streamalert/source', `tools/${generator}`, ...process.argv.slice(2)],
    { cwd: root },
  );
  process.stdout.write(output);
  if (code !== 0) process.exitCode = 1;
}
