import { Argument, Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { type EditOptions, editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption } from '../options.ts';

/** What is asked of each value, as names of AWS are made of it. */
const settings = {
  prefix: { pattern: /^[a-z0-9]+$/, accepts: 'lower-case letters and digits' },
  aws_account_id: { pattern: /^\d{12}$/, accepts: '12 digits' },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, accepts: 'a region of AWS, e.g. us-east-1' },
} as const;

/** `streamalert configure`: which account a deployment is for, and how its resources are called. */
export function configureCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('configure')
    .description('set the account, region or prefix of the deployment in conf/global.json')
    .addArgument(new Argument('<setting>', 'what to set').choices(Object.keys(settings)))
    .argument('<value>', 'what to set it to')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(dryRunOption())
    .action(async (name: keyof typeof settings, value: string, options: EditOptions) => {
      const { pattern, accepts } = settings[name];
      if (!pattern.test(value)) throw new UsageError(`${name} must be ${accepts}, is ${JSON.stringify(value)}`);
      const changes = [{ path: ['account', name], value }];
      exit(await editConf(options, { file: 'global.json', changes, said: `Set ${name} to ${value}` }, context));
    });
}
