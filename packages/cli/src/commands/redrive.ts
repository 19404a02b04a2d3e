import { createSystemClock } from '@streamalert/core';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { confOption, dryRunOption, formatOption, positiveNumber, verboseOption } from '../options.ts';
import { viewLetter } from '../redrive/letter-view.ts';
import { type Redrive, withRedrive } from '../redrive/open-redrive.ts';
import { failureOf, viewQueue } from '../redrive/queue-view.ts';
import { untilInterrupted } from '../signals.ts';
import { confirm } from '../terminal/confirm.ts';
import { formatCount, plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { formatLetters, formatQueues } from '../terminal/redrive.ts';

interface RedriveOptions {
  readonly conf: string;
  readonly format: 'text' | 'json';
}

interface ReplayOptions extends RedriveOptions {
  readonly max?: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `streamalert redrive`: what the functions of a deployment could not process, and once more. */
export function redriveCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const common = (command: Command): Command =>
    command.addOption(confOption()).addOption(formatOption()).addOption(verboseOption());
  const run = async (conf: string, work: (redrive: Redrive) => Promise<ExitCode>): Promise<void> =>
    exit((await withRedrive(conf, context, work)) ?? 1);
  const command = common(new Command('redrive'))
    .description('dead-letter queues of a deployment: what is in them and why, and process it once more')
    .argument('[queue]', 'send what is in this dead-letter queue to be processed again (default: list the queues)')
    .option('--max <count>', 'how many messages at most', positiveNumber)
    .option('--yes', 'do not ask')
    .addOption(dryRunOption())
    .action((queue: string | undefined, options: ReplayOptions) =>
      run(options.conf, (redrive) =>
        queue === undefined ? list(redrive, options, context) : replay(redrive, queue, options, context),
      ),
    );
  common(command.command('list'))
    .description('list the dead-letter queues: how much is in them, since when, what and why')
    .action((options: RedriveOptions) => run(options.conf, (redrive) => list(redrive, options, context)));
  common(command.command('show'))
    .description('show the messages of a dead-letter queue: what is in each, by name, and why it failed')
    .argument('<queue>', 'the dead-letter queue, or the queue or stream it belongs to')
    .option('--limit <count>', 'how many at most', positiveNumber, 20)
    .action((queue: string, options: RedriveOptions & { limit: number }) =>
      run(options.conf, (redrive) => show(redrive, queue, options, context)),
    );
  return command;
}

async function list({ queues, office }: Redrive, { format }: RedriveOptions, context: Context): Promise<ExitCode> {
  const { readLetter } = await import('@streamalert/aws/dead-letters');
  const views = await Promise.all(queues.map((queue) => viewQueue(queue, office.open(queue), readLetter)));
  const now = createSystemClock().now();
  context.stdout.write(format === 'json' ? `${JSON.stringify(views)}\n` : formatQueues(views, now, context));
  return 0;
}

async function show(
  { find, office }: Redrive,
  name: string,
  { format, limit }: RedriveOptions & { limit: number },
  context: Context,
): Promise<ExitCode> {
  const { readLetter } = await import('@streamalert/aws/dead-letters');
  const letters = office.open(find(name));
  const views = await Promise.all(
    (await letters.look(limit)).map(async (letter) => {
      const content = readLetter(letter.body);
      return viewLetter(letter, content, await failureOf(letters, letter, content));
    }),
  );
  const text = views.length === 0 ? 'it is empty\n' : formatLetters(views, createSystemClock().now(), context);
  context.stdout.write(format === 'json' ? `${JSON.stringify(views)}\n` : text);
  return 0;
}

async function replay(
  { find, office }: Redrive,
  wanted: string,
  { format, max, yes = false, dryRun = false }: ReplayOptions,
  context: Context,
): Promise<ExitCode> {
  const queue = find(wanted);
  const letters = office.open(queue);
  const waiting = (await letters.count()) ?? 0;
  const count = Math.min(waiting, max ?? waiting);
  const to = queue.source.kind === 'queue' ? queue.source.name : queue.function;
  const tell = (value: object, text: string): void => {
    context.stdout.write(format === 'json' ? `${JSON.stringify({ queue: queue.name, to, ...value })}\n` : `${text}\n`);
  };
  if (dryRun || count === 0) {
    tell({ replayed: 0, would_replay: count, waiting }, `${plural(count, 'message')} of ${waiting} would go to ${to}`);
    return 0;
  }
  if (!yes && !(await confirm(`Send ${plural(count, 'message')} of ${waiting} to ${to}?`, context))) return 1;
  const interruption = untilInterrupted(() => {});
  try {
    const { replayed, refused } = await letters.replay({
      ...(max !== undefined && { max }),
      signal: interruption.signal,
      onProgress: (done) => {
        if (context.stderr.isTTY) context.stderr.write(`\r  ${formatCount(done)} of ${plural(count, 'message')}`);
      },
    });
    if (context.stderr.isTTY) context.stderr.write('\r\u001b[K');
    const left = (await letters.count()) ?? 0;
    tell(
      { replayed, refused, waiting: left },
      `${plural(replayed, 'message')} went to ${to}, ${formatCount(left)} left`,
    );
    for (const { id, reason } of refused)
      context.stderr.write(`${context.err.red('refused')}  ${id}: ${printable(reason)}\n`);
    return refused.length > 0 ? 1 : 0;
  } finally {
    interruption.dispose();
  }
}
