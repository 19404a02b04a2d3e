import { replay } from '@streamalert/local';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { type PipelineCommandOptions, withPipeline } from '../open-pipeline.ts';
import { confOption, formatOption, rulesOption, stateOption, verboseOption, wholeNumber } from '../options.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { replayOnAws } from '../redrive/replay-on-aws.ts';
import { requireState } from '../require-state.ts';
import { untilInterrupted } from '../signals.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { exitCodeOf, showSummary } from '../terminal/run-summary.ts';

interface ReplayCommandOptions extends ProjectOptions, PipelineCommandOptions {
  readonly deployed?: boolean;
  readonly clusters?: readonly string[];
  readonly strict?: boolean;
  readonly drain: number;
}

/** `streamalert replay`: the quarantine once more, with the configuration as it is now. */
export function replayCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('replay')
    .description('try the records in the quarantine again; those that are recognised go on and leave it')
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(stateOption())
    .addOption(formatOption())
    .option('--strict', 'exit with 1 when records are still rejected')
    .option('--drain <seconds>', 'at the end, how long to keep trying outputs that fail', wholeNumber, 10)
    .option('--deployed', 'the quarantine of the deployment on AWS, tried by its classifiers as they are deployed')
    .option('-c, --clusters <name...>', 'with --deployed: clusters whose records are tried (default: all)')
    .addOption(verboseOption())
    .action(async (options: ReplayCommandOptions) => {
      if (options.deployed === true) return exit(await replayOnAws(options, context));
      await requireState(options.state);
      const project = await openProject(options, context);
      if (project === undefined) return exit(1);
      const line = createLiveLine(context, 0);
      const code = await withPipeline(project, options, { context, line, owner: 'replay' }, async (pipeline) => {
        const interruption = untilInterrupted(() => {});
        try {
          const { summary, record } = await replay(pipeline, {
            drainMs: options.drain * 1000,
            signal: interruption.signal,
            onProgress: line.show,
          });
          line.end();
          await showSummary(summary, { ...options, skipped: [] }, context);
          await record.finish();
          return exitCodeOf(summary, options.strict === true);
        } finally {
          interruption.dispose();
        }
      });
      exit(code);
    });
}
