import { existsSync } from 'node:fs';
import { pruneHistory } from '@streamalert/embedded';
import {
  type ChosenSource,
  chooseSource,
  discardSpooled,
  historyRoot,
  InputError,
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
import {
  confOption,
  formatOption,
  positiveNumber,
  repeated,
  rulesOption,
  stateOption,
  verboseOption,
  wholeNumber,
} from '../options.ts';
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
  readonly isolate: boolean;
  readonly stats?: boolean;
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
    .option('--watch <dir>', 'then watch a folder for new and growing files, until interrupted; repeatable', repeated)
    .addOption(formatOption())
    .option('--strict', 'exit with 1 when records were rejected')
    .option('--drain <seconds>', 'at the end, how long to keep trying outputs that fail', wholeNumber, 10)
    .option('--retain <days>', 'delete history older than this many days', positiveNumber)
    .option('--no-isolate', 'run the rules in this process, for debugging them: one that never returns stops the run')
    .option('--stats', 'what each rule did: records it was asked about, matches, errors, time')
    .addOption(verboseOption())
    .action(async (args: string[], options: RunCommandOptions) => {
      checkArguments(args, options);
      const project = await openProject(options, context);
      if (project === undefined) return exit(1);
      const chosen = chooseSource(project.config, options);
      const inputs = await resolveInputs(args.filter((arg) => arg !== '-')).catch(asUsageError);
      writeHeader(project, chosen, options, context);
      const line = createLiveLine(context, inputs.files.length);
      exit(
        await withPipeline(project, options, { context, line, owner: 'run' }, (pipeline) =>
          runToTheEnd(pipeline, { args, chosen, inputs, options, context, line }),
        ),
      );
    });
}

function checkArguments(args: readonly string[], { rules, watch = [] }: RunCommandOptions): void {
  if (args.length === 0 && watch.length === 0) {
    const hint = rules === undefined ? '' : ' (--rules takes every name behind it: put the input first)';
    throw new UsageError(`name at least one file, directory or glob, - for standard input, or --watch DIR${hint}`);
  }
  const absent = watch.filter((dir) => !existsSync(dir));
  if (absent.length > 0) throw new UsageError(`cannot watch ${absent.join(', ')}: there is no such directory`);
}

/** An argument that names nothing. */
function asUsageError(error: unknown): never {
  throw error instanceof InputError ? new UsageError(error.message, { cause: error }) : error;
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
  const { options, context, line } = running;
  const say = (text: string) => line.above(() => context.stderr.write(`${text}\n`));
  const interruption = untilInterrupted(() => say('Finishing what was begun; interrupt again to end at once.'));
  try {
    const code = await runUntil(interruption.signal, pipeline, running, say);
    // Watching has no other end; a run of files that was interrupted has not done what it was asked to.
    if (!interruption.signal.aborted || options.watch !== undefined) return code;
    context.stderr.write('Interrupted: the same command reads what was not read yet.\n');
    return 1;
  } finally {
    interruption.dispose();
  }
}

async function runUntil(
  signal: AbortSignal,
  pipeline: Pipeline,
  { args, chosen, inputs: named, options, context, line }: Running,
  say: (text: string) => void,
): Promise<ExitCode> {
  if (args.includes('-')) {
    if (context.stdin.isTTY) say('Reading standard input until its end (Ctrl-D).');
    await spoolStdin(context.stdin, pipeline.state.dir, signal);
  }
  const spooled = await listSpooled(pipeline.state.dir);
  const inputs = { ...named, files: [...(await resolveInputs(spooled)).files, ...named.files] };
  const { summary, record, ruleMetrics } = await run(pipeline, {
    chosen,
    inputs,
    ...(options.watch !== undefined && { watch: options.watch }),
    drainMs: options.drain * 1000,
    signal,
    onProgress: line.show,
    onResumed: (since) => say(`Going on with the run that was begun at ${since} and did not come to its end.`),
    onUnreadable: (error) => say(`${context.err.red('error')}  ${error.message}`),
  });
  line.end();
  const rules = options.stats === true ? { ruleMetrics } : {};
  await showSummary(summary, { ...options, ...rules, skipped: inputs.skipped }, context);
  await record.finish();
  await tidyUp(pipeline, signal.aborted ? [] : spooled, options.retain);
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
