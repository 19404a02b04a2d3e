import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from './python-environment.ts';

/** A program that judges or deploys templates. */
export type AwsTool = keyof typeof programs;

/** How Python runs each. cfn-lint has no module that runs. */
const programs = {
  sam: ['-m', 'samcli'],
  'cfn-lint': ['-c', 'import sys; from cfnlint.runner import main; sys.exit(main())'],
  checkov: ['-m', 'checkov.main'],
} as const;

/** A command: the program, and its first arguments. */
export type ToolCommand = readonly [program: string, ...args: readonly string[]];

/**
 * A program, installed once from its pinned list. No script of it is run: the scripts of an environment name the place where it was made.
 *
 * @throws Missing when there is no Python
 */
export async function awsTool(name: AwsTool): Promise<ToolCommand> {
  const requirements = fileURLToPath(new URL(`./requirements-${name}.txt`, import.meta.url));
  return [await pythonEnvironment(name, requirements), ...programs[name]];
}
