import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { generateInfraCommand } from './generate/infra.ts';
import { generateTypesCommand } from './generate/types.ts';

/** `streamalert generate`: files that are made from the configuration. */
export function generateCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('generate')
    .description('make files from the configuration')
    .addCommand(generateTypesCommand(context, exit))
    .addCommand(generateInfraCommand(context, exit));
}
