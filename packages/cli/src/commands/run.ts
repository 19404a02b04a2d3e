import { pruneHistory } from '@streamalert/embedded';
import {
  type ChosenSource,
  chooseSource,
  discardSpooled,
  historyRoot,
  listSpooled,
  type Pipeline,
  type ResolvedInputs,
  resolveInputs,
  run,
  spoolStdin,
} from '@streamalert/local';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { withPipeline } from '../open-pipeline.ts';
import { confOption, formatOption, rulesOption, stateOption, verboseOption, wholeNumber } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { untilInterrupted } from '../signals.ts';
import { createLiveLine, type LiveLine } from '../terminal/live-line.ts';
import { plural } from '../terminal/numbers.ts';
import { exitCodeOf, showSummary } from '../terminal/run-summary.ts';
import { version } from '../version.ts';

interface RunCommandOptions extends ProjectOptions {
  readonly state: string;
  readonly cluster?: string;
  readonly source?: string;
  readonly watch?: readonly string[];
  readonly format: 'text' | 'json';
  readonly strict?: boolean;
  readonly drain: number;
  readonly retain?: number;
  readonly verbose?: boolean;
}

/** `streamalert run`: the whole pipeline on files. */
export function runCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('run')
    .description('read logs, run the rules on them, and deliver the alerts')
    .argument('[input...]', 'files, directories, globs, or - for standard input')
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(stateOption())
    .option('--cluster <name>', 'cluster to run as (default: the one whose data_sources hold the source)')
    .option('--source <kind:name>', 'configured source that the input stands for, e.g. s3:my-bucket')
    .option('--watch <dir...>', 'then watch folders for new and growing files, until interrupted')
    .addOption(formatOption())
    .option('--strict', 'exit with 1 when records were rejected')
    .option('--drain <seconds>', 'at the end, how long to keep trying outputs that fail', wholeNumber, 10)
    .option('--retain <days>', 'delete history older than this many days', wholeNumber)
    .addOption(verboseOption())
    .action(async (args: string[], options: RunCommandOptions) => {
      if (args.length === 0 && options.watch === undefined) {
        throw new UsageError('name at least one file, directory or glob, - for standard input, or --watch DIR');
      }
      const project = await openProject(options, context);
      if (project === undefined) return exit(1);
      const chosen = chooseSource(project.config, options);
      const inputs = await resolveInputs(args.filter((arg) => arg !== '-'));
      writeHeader(project, chosen, options, context);
      const line = createLiveLine(context, inputs.files.length);
      exit(
        await withPipeline(project, options, { context, line, owner: 'run' }, (pipeline) =>
          runToTheEnd(pipeline, { args, chosen, inputs, options, context, line }),
        ),
      );
    });
}

function writeHeader(project: Project, chosen: ChosenSource, options: RunCommandOptions, context: Context): void {
  const parts = [
    `conf ${options.conf}`,
    `cluster ${chosen.cluster}`,
    `source ${chosen.source.service}:${chosen.source.resource}`,
    plural(project.rules.length, 'rule'),
    `state ${options.state}`,
  ];
  context.stderr.write(`${context.err.bold(`StreamAlert ${version}`)}   ${parts.join(' · ')}\n\n`);
}

interface Running {
  readonly args: readonly string[];
  readonly chosen: ChosenSource;
  readonly inputs: ResolvedInputs;
  readonly options: RunCommandOptions;
  readonly context: Context;
  readonly line: LiveLine;
}

async function runToTheEnd(pipeline: Pipeline, running: Running): Promise<ExitCode> {
  const { args, options, context, line } = running;
  const say = (text: string) => line.above(() => context.stderr.write(`${text}\n`));
  if (args.includes('-')) await spoolStdin(context.stdin, pipeline.state.dir);
  const spooled = await listSpooled(pipeline.state.dir);
  const inputs = { ...running.inputs, files: [...(await resolveInputs(spooled)).files, ...running.inputs.files] };
  const interruption = untilInterrupted(() => say('Finishing what was begun; interrupt again to end at once.'));
  const { summary, record } = await run(pipeline, {
    chosen: running.chosen,
    inputs,
    ...(options.watch !== undefined && { watch: options.watch }),
    drainMs: options.drain * 1000,
    signal: interruption.signal,
    onProgress: line.show,
    onResumed: (since) => say(`Going on with the run that was begun at ${since} and did not come to its end.`),
    onUnreadable: (error) => say(`${context.err.red('error')}  ${error.message}`),
  });
  interruption.dispose();
  line.end();
  await showSummary(summary, { ...options, skipped: inputs.skipped }, context);
  await record.finish();
  await tidyUp(pipeline, interruption.signal.aborted ? [] : spooled, options.retain);
  return exitCodeOf(summary, options.strict === true);
}

/** What need not be kept any longer. */
async function tidyUp(pipeline: Pipeline, spooled: readonly string[], retainDays: number | undefined): Promise<void> {
  const now = pipeline.clock.now();
  await discardSpooled(spooled);
  await pipeline.history.compact();
  await pipeline.state.alerts.purge(now);
  if (retainDays !== undefined) await pruneHistory({ root: historyRoot(pipeline.state.dir), retainDays, now });
}
