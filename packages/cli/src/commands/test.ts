import { statSync } from 'node:fs';
import { eventsDirectory } from '@streamalert/community-rules';
import { stringifyJson } from '@streamalert/core';
import { eventsDirectory as logTypeEvents } from '@streamalert/log-types';
import { formatTestReport, runRuleTests } from '@streamalert/testing';
import { Command, Option } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, formatOption, rulesOption, verboseOption } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';

interface TestCommandOptions extends ProjectOptions {
  readonly events?: readonly string[];
  readonly testFiles?: readonly string[];
  readonly testRules?: readonly string[];
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly coverage?: boolean;
}

/** `streamalert test`: the JSON test events through the real classifier and rules engine. */
export function testCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('test')
    .description('run test events (JSON files beside the rules) through the classifier and the rules')
    .argument('[stage]', 'classifier, or rules for both', 'rules')
    .addOption(confOption())
    .addOption(rulesOption())
    .option('--events <dir...>', 'event files, or folders of them, elsewhere than beside the rules')
    .addOption(new Option('-f, --test-files <file...>', 'only these event files').conflicts('testRules'))
    .option('-r, --test-rules <rule...>', 'only events that expect one of these rules')
    .addOption(formatOption())
    .addOption(verboseOption().conflicts('quiet'))
    .option('-q, --quiet', 'leave out files in which everything passed')
    .option('--coverage', 'name the rules without a firing and a quiet event')
    .action(async (stage: string, options: TestCommandOptions) => {
      if (stage !== 'classifier' && stage !== 'rules') {
        throw new UsageError(`test takes "classifier" or "rules", not "${stage}"`);
      }
      exit(await runTests(stage, options, context));
    });
}

type Stage = 'classifier' | 'rules';

/** Beside the rules; the shipped rules bring their own, and so do the log types. */
function eventLocations({ shipped, locations }: Project, stage: Stage): readonly string[] {
  if (shipped) return stage === 'classifier' ? [logTypeEvents, eventsDirectory] : [eventsDirectory];
  return locations.filter((location) => statSync(location).isDirectory());
}

async function runTests(stage: Stage, options: TestCommandOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const { testFiles: files, testRules: rules } = options;
  const report = await runRuleTests({
    config: project.config,
    rules: project.rules.map(({ rule }) => rule),
    publishers: project.publishers,
    eventLocations: options.events ?? eventLocations(project, stage),
    stage,
    ...((files ?? rules) !== undefined && {
      only: { ...(files !== undefined && { files }), ...(rules !== undefined && { rules }) },
    }),
  });
  context.stdout.write(
    options.format === 'json'
      ? `${stringifyJson(report)}\n`
      : formatTestReport(report, {
          verbosity: options.verbose === true ? 'verbose' : options.quiet === true ? 'quiet' : 'normal',
          color: context.out.isColorSupported,
          coverage: options.coverage === true,
        }),
  );
  return report.passed ? 0 : 1;
}
