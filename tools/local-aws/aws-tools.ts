import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from './python-environment.ts';

/** A program that judges or deploys templates. */
export type AwsTool = keyof typeof modules;

const modules = { sam: 'samcli', 'cfn-lint': 'cfnlint', checkov: 'checkov.main' } as const;

/** A command: the program, and its first arguments. */
export type ToolCommand = readonly [program: string, ...args: readonly string[]];

/**
 * A program, installed once from its pinned list. It is run as a module: the scripts of an environment name the place where it was made.
 *
 * @throws Missing when there is no Python
 */
export async function awsTool(name: AwsTool): Promise<ToolCommand> {
  const requirements = fileURLToPath(new URL(`./requirements-${name}.txt`, import.meta.url));
  return [await pythonEnvironment(name, requirements), '-m', modules[name]];
}
