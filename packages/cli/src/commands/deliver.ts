import {
  type AlertKey,
  createSystemClock,
  type DeliveryOutcome,
  formatTimestamp,
  historyOutput,
  ownOutputs,
  type StoredAlert,
} from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { createProcessor, deliverStored, type ProcessorOptions } from '@streamalert/local';
import type { AlertProcessor } from '@streamalert/outputs';
import { Command } from 'commander';
import { readAlertRows, storedAlertOf } from '../alerts/alert-rows.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, formatOption, rulesOption, verboseOption, wholeNumber } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { readInput } from '../read-input.ts';
import { requireState } from '../require-state.ts';
import { openSecrets } from '../secrets.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { createLogger } from '../terminal/logger.ts';
import { plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

interface DeliverOptions extends ProjectOptions {
  readonly state?: string;
  readonly drain: number;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
}

/** `streamalert deliver`: alerts in, deliveries out. */
export function deliverCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('deliver')
    .description('send alerts to their outputs: rows of the alerts table, each tried once, or what waits in a state')
    .argument('[file]', 'rows as JSON lines (default: standard input); history needs a state and gets none of them')
    .option('--state <dir>', 'deliver what waits in a state instead, and note it there')
    .option('--drain <seconds>', 'with --state: how long to keep trying outputs that fail', wholeNumber, 10)
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (file: string | undefined, options: DeliverOptions) => {
      if (options.state !== undefined && file !== undefined) throw new UsageError('name a file or --state, not both');
      if (options.state !== undefined) await requireState(options.state);
      const project = await openProject(options, context);
      if (project === undefined) return exit(1);
      const deliveries = createDeliveryPrinter(options.format, context);
      const bad =
        options.state === undefined
          ? await deliverInput(file ?? '-', project, options, { context, deliveries })
          : await deliverState(options.state, project, options, { context, deliveries });
      context.stderr.write(`${deliveries.summary()}\n`);
      exit(bad || deliveries.unsent() > 0 ? 1 : 0);
    });
}

/** Prints what comes of deliveries. */
export interface DeliveryPrinter {
  print(key: AlertKey, outcome: DeliveryOutcome): void;
  unsent(): number;
  summary(): string;
}

/** One line for each delivery on standard output. */
export function createDeliveryPrinter(format: 'text' | 'json', { stdout, out }: Context): DeliveryPrinter {
  const last = new Map<string, DeliveryOutcome['kind']>();
  return {
    print({ ruleName, id }, outcome) {
      last.set(`${ruleName}\n${id}\n${outcome.output}`, outcome.kind);
      if (format === 'json') {
        stdout.write(`${JSON.stringify({ rule_name: ruleName, id, ...viewOutcome(outcome) })}\n`);
        return;
      }
      const result =
        outcome.kind === 'sent' ? out.green('sent') : `${out.red(outcome.kind)}  ${printable(outcome.reason)}`;
      stdout.write(`${ruleName}  ${id.slice(0, 8)}  ${outcome.output}  ${result}\n`);
    },
    unsent: () => [...last.values()].filter((kind) => kind !== 'sent').length,
    summary() {
      const sent = [...last.values()].filter((kind) => kind === 'sent').length;
      const one = (count: number) => (count === 1 ? '1 delivery' : `${count} deliveries`);
      return `${one(sent)} made, ${last.size - sent} failed`;
    },
  };
}

function viewOutcome(outcome: DeliveryOutcome) {
  const { output, kind: result } = outcome;
  if (outcome.kind === 'sent') return { output, result, at: formatTimestamp(outcome.at) };
  if (outcome.kind === 'parked') return { output, result, reason: outcome.reason };
  return { output, result, reason: outcome.reason, next_attempt: formatTimestamp(outcome.nextAttempt) };
}

interface Printing {
  readonly context: Context;
  readonly deliveries: DeliveryPrinter;
}

/** What a processor of a command is made of. With `--format json` the console output goes where messages go. */
export function processorOptions(
  project: Project,
  { format, verbose }: { readonly format: string; readonly verbose?: boolean },
  context: Context,
): Omit<ProcessorOptions, 'state'> {
  const line = createLiveLine({ ...context, stderr: context.stderr }, 0);
  const target = context.stderr;
  return {
    clock: createSystemClock(),
    project,
    secrets: openSecrets(context.settings),
    logger: createLogger(context, verbose === true, line),
    console: {
      write: (text) => line.above(() => target.write(text)),
      color: format === 'text' && context.err.isColorSupported,
      width: () => target.columns,
    },
  };
}

/** @returns Whether some lines were no alerts. */
async function deliverInput(
  path: string,
  project: Project,
  options: DeliverOptions,
  { context, deliveries }: Printing,
): Promise<boolean> {
  const { rows, bad } = readAlertRows(await readInput(path, context));
  for (const { line, message } of bad) context.stderr.write(`${context.err.red('error')}  line ${line}: ${message}\n`);
  const processor = createProcessor(processorOptions(project, options, context));
  await deliverAll(rows.map(storedAlertOf), processor, deliveries.print);
  const history = rows.filter(({ Outputs }) => Outputs.includes(historyOutput)).length;
  if (history > 0) context.stderr.write(`${plural(history, 'alert')} not kept in history, which needs --state\n`);
  return bad.length > 0;
}

const alertsAtOnce = 32;

/** Tries each alert once at each of its outputs but history, some alerts side by side. */
export async function deliverAll(
  alerts: readonly StoredAlert[],
  processor: AlertProcessor,
  onOutcome: DeliveryPrinter['print'],
): Promise<void> {
  const next = alerts.values();
  const worker = async (): Promise<void> => {
    for (const stored of next) {
      const outputs = ownOutputs(stored.alert).filter((output) => output !== historyOutput);
      const { ruleName, id } = stored.alert;
      await processor.deliver({ ...stored, alert: { ...stored.alert, outputs } }, async (outcome) =>
        onOutcome({ ruleName, id }, outcome),
      );
    }
  };
  await Promise.all(Array.from({ length: alertsAtOnce }, worker));
}

async function deliverState(
  dir: string,
  project: Project,
  options: DeliverOptions,
  { context, deliveries }: Printing,
): Promise<boolean> {
  const common = processorOptions(project, options, context);
  const state = await openState({ dir, clock: common.clock, owner: 'deliver' });
  try {
    const processor = createProcessor({ ...common, state });
    const { clock } = common;
    await deliverStored({ state, processor, clock, drainMs: options.drain * 1000, onOutcome: deliveries.print });
    return false;
  } finally {
    await state.close();
  }
}
