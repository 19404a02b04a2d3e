import { CommanderError } from 'commander';
import { type Context, type ExitCode, processContext } from './context.ts';
import { UsageError } from './errors.ts';
import { describeFormer } from './former-commands.ts';
import { printError } from './print-error.ts';
import { createProgram } from './program.ts';

/** Runs the command line and sets the exit code: 0 done, 1 something to look at, 2 wrong usage. */
export async function main(args: readonly string[]): Promise<void> {
  const context = processContext();
  process.exitCode = await execute(args, context);
}

async function execute(args: readonly string[], context: Context): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  try {
    const instead = describeFormer(args[0]);
    if (instead !== undefined) throw new UsageError(instead);
    const program = await createProgram(args, context, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    printError(error, context, args.includes('--verbose'));
    return isWrongUsage(error) ? 2 : 1;
  }
}

/** A source that does not exist is known by its name: its package is more than a short command loads. */
const isWrongUsage = (error: unknown): boolean =>
  error instanceof UsageError || (error instanceof Error && error.name === 'SourceError');
