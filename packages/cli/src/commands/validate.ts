import { formatIssues } from '@streamalert/config';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { confOption, formatOption, rulesOption } from '../options.ts';
import { loadProject, type ProjectOptions } from '../project.ts';

/** `streamalert validate`: every problem of conf/ and of the rules at once. */
export function validateCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('validate')
    .description('check all of conf/ and the rules: every problem at once, as file#/json/pointer')
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(formatOption())
    .option('--strict', 'warnings count as problems')
    .action(async (options: ProjectOptions & { format: 'text' | 'json'; strict?: boolean }) => {
      const checked = await loadProject(options);
      const problems = checked.issues.filter(
        ({ severity }) => severity === 'error' || (options.strict === true && severity === 'warning'),
      );
      if (options.format === 'json') {
        context.stdout.write(`${JSON.stringify({ valid: problems.length === 0, issues: checked.issues })}\n`);
      } else context.stdout.write(`${formatIssues(checked.issues, checked.files.length)}\n`);
      exit(problems.length === 0 ? 0 : 1);
    });
}
