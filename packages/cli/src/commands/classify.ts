import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { checkClassifier, createClassifier } from '@streamalert/classifier';
import { type Config, loadConfig } from '@streamalert/config';
import { chooseSource, InputError, resolveInputs } from '@streamalert/local';
import { Command } from 'commander';
import { type Classification, classifyEventLines, classifyFile } from '../classify/classify-sources.ts';
import { objectsIn } from '../classify/open-objects.ts';
import { Tally } from '../classify/tally.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { flushed } from '../flushed.ts';
import { confOption, verboseOption } from '../options.ts';
import { printIssues } from '../terminal/issues.ts';

interface ClassifyCommandOptions {
  readonly conf: string;
  readonly cluster: string;
  readonly events?: string;
  readonly bucketDir?: string;
  readonly source?: string;
  readonly strict?: boolean;
}

/** `streamalert classify`: events or logs in, classified records and located rejections out. */
export function classifyCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('classify')
    .description('classify events of Lambda or plain logs: one JSON object a line for every record, also rejected ones')
    .argument('[input...]', 'files, directories or globs, as payloads of --source')
    .addOption(confOption())
    .requiredOption('--cluster <name>', 'cluster to classify as')
    .option('--events <file>', 'events, one a line: {"Records": […]}, or one element of it; - for standard input')
    .option('--bucket-dir <dir>', 'where the S3 objects of events are: <dir>/<bucket>/<key>')
    .option('--source <kind:name>', 'configured source that the input stands for, e.g. s3:my-bucket')
    .option('--strict', 'exit with 1 when records were rejected')
    .addOption(verboseOption())
    .action(async (args: string[], options: ClassifyCommandOptions) => {
      checkOptions(args, options);
      const config = await loadChecked(options, context);
      exit(config === undefined ? 1 : await classifyAll(args, config, options, context));
    });
}

function checkOptions(args: readonly string[], { events, bucketDir }: ClassifyCommandOptions): void {
  if (args.length === 0 && events === undefined) {
    throw new UsageError('name at least one file, directory or glob, or --events FILE (- for standard input)');
  }
  if (bucketDir !== undefined && !existsSync(bucketDir)) {
    throw new UsageError(`there is no ${bucketDir}, named with --bucket-dir`);
  }
}

async function loadChecked({ conf }: ClassifyCommandOptions, context: Context): Promise<Config | undefined> {
  const { config, issues } = await loadConfig(conf);
  const all = [...issues, ...(config === undefined ? [] : checkClassifier(config))];
  const errors = all.filter(({ severity }) => severity === 'error');
  printIssues(errors, context);
  return errors.length === 0 ? config : undefined;
}

async function classifyAll(
  args: readonly string[],
  config: Config,
  options: ClassifyCommandOptions,
  context: Context,
): Promise<ExitCode> {
  const cluster = config.clusters.get(options.cluster);
  if (cluster === undefined) {
    const known = [...config.clusters.keys()].join(', ');
    throw new UsageError(`there is no cluster "${options.cluster}"; configured are ${known}`);
  }
  const inputs = args.length === 0 ? undefined : await findInputs(args, config, options);
  const tally = new Tally();
  const to: Classification = {
    classifier: createClassifier({ cluster, logTypes: config.logTypes }),
    cluster: cluster.name,
    openObject: objectsIn(options.bucketDir),
    tally,
    write: (lines) => writeLines(lines, context),
  };
  let event =
    options.events === undefined ? 0 : await classifyEventLines(await openEvents(options.events, context), to);
  for (const file of inputs?.files ?? []) await classifyFile(file, event++, (inputs as Inputs).source, to);
  for (const error of inputs?.unreadable ?? []) context.stderr.write(`${context.err.red('error')}  ${error.message}\n`);
  context.stderr.write(`${tally}\n`);
  const isUnread = (inputs?.unreadable.length ?? 0) > 0;
  return isUnread || (options.strict === true && tally.rejected > 0) ? 1 : 0;
}

type Inputs = Awaited<ReturnType<typeof findInputs>>;

async function findInputs(args: readonly string[], config: Config, options: ClassifyCommandOptions) {
  const { source } = chooseSource(config, options);
  try {
    return { source, ...(await resolveInputs(args)) };
  } catch (error) {
    throw error instanceof InputError ? new UsageError(error.message, { cause: error }) : error;
  }
}

async function openEvents(events: string, context: Context): Promise<AsyncIterable<Uint8Array>> {
  if (events === '-') return context.stdin;
  try {
    return (await open(events)).createReadStream();
  } catch (cause) {
    throw new UsageError(`cannot read ${events}, named with --events`, { cause });
  }
}

async function writeLines(lines: readonly string[], { stdout, readerGone }: Context): Promise<void> {
  if (lines.length === 0 || readerGone.aborted) return;
  await flushed(stdout, lines.map((line) => `${line}\n`).join(''), readerGone);
}
