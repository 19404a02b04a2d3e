import { fileURLToPath } from 'node:url';
import { Missing } from './missing.ts';
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

/** What the machine lacks for these tools, `undefined` when they are there. In CI it is an error: there no test is skipped. */
export async function missingTools(names: readonly AwsTool[]): Promise<string | undefined> {
  try {
    await Promise.all(names.map(awsTool));
    return undefined;
  } catch (error) {
    if (error instanceof Missing && process.env['CI'] === undefined) return error.message;
    throw error;
  }
}
