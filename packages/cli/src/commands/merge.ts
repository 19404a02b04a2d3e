import { type Alert, createSystemClock, isMergeEnabled, type Micros, stringifyJson } from '@streamalert/core';
import { decodeAlertRow, encodeAlertRow, type ReadableAlertRow } from '@streamalert/core/wire';
import { mergeStored } from '@streamalert/local';
import { mergeAlerts, planMerges } from '@streamalert/merger';
import { readTime } from '@streamalert/testing';
import { Command, InvalidArgumentError } from 'commander';
import { readAlertRows } from '../alerts/alert-rows.ts';
import { withState } from '../alerts/open-alerts.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { formatOption } from '../options.ts';
import { readInput } from '../read-input.ts';
import { plural } from '../terminal/numbers.ts';

interface MergeOptions {
  readonly state?: string;
  readonly now?: Micros;
  readonly closeWindows?: boolean;
  readonly format: 'text' | 'json';
}

/** `streamalert merge`: alerts in, with those that belong together merged out. */
export function mergeCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('merge')
    .description('merge alerts that belong together: a filter on rows of the alerts table, or on a state')
    .argument('[file]', 'rows as JSON lines (default: standard input)')
    .option('--state <dir>', 'merge what waits in a state instead, and note it there')
    .option(
      '--now <time>',
      'merge only windows that are over then: 2026-11-20T09:00:00Z (default: of a filter all)',
      time,
    )
    .option('--close-windows', 'with --state: treat every window as over')
    .addOption(formatOption())
    .action(async (file: string | undefined, options: MergeOptions) => {
      if (options.state !== undefined && file !== undefined) throw new UsageError('name a file or --state, not both');
      if (options.state === undefined) return exit(await mergeInput(file ?? '-', options, context));
      await mergeState(options.state, options, context);
      exit(0);
    });
}

function time(text: string): Micros {
  const micros = readTime(text);
  if (micros !== undefined) return micros;
  throw new InvalidArgumentError('it takes a time like 2026-11-20T09:00:00Z.');
}

async function mergeInput(path: string, { now }: MergeOptions, context: Context): Promise<ExitCode> {
  const { rows, bad } = readAlertRows(await readInput(path, context));
  for (const { line, message } of bad) context.stderr.write(`${context.err.red('error')}  line ${line}: ${message}\n`);
  const waiting = new Map<string, ReadableAlertRow>(rows.map((row) => [keyOf(decodeAlertRow(row)), row]));
  const alerts = [...waiting.values()].map(decodeAlertRow);
  const merged: Alert[] = [];
  const write = (row: unknown): boolean => context.stdout.write(`${stringifyJson(row)}\n`);
  for (const ofRule of Map.groupBy(alerts.filter(isMergeEnabled), ({ ruleName }) => ruleName).values()) {
    const ordered = ofRule.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    const at = now ?? createSystemClock().now();
    for (const members of planMerges({ alerts: ordered, now: at, closeWindows: now === undefined })) {
      merged.push(mergeAlerts(members, at));
      for (const member of members) waiting.delete(keyOf(member));
    }
  }
  for (const row of waiting.values()) write(row);
  for (const alert of merged) write(encodeAlertRow(alert));
  const members = alerts.length - waiting.size;
  context.stderr.write(
    `${plural(members, 'alert')} merged into ${plural(merged.length, 'alert')}, ${plural(waiting.size, 'alert')} passed on\n`,
  );
  return bad.length > 0 ? 1 : 0;
}

const keyOf = ({ ruleName, id }: Alert): string => `${ruleName}\n${id}`;

/** Stores of one machine are changed in the open: each merged alert is printed as it is stored. */
async function mergeState(
  dir: string,
  { closeWindows = false, format }: MergeOptions,
  context: Context,
): Promise<void> {
  let merged = 0;
  let members = 0;
  await withState({ dir, change: 'merge' }, (state) =>
    mergeStored({
      state,
      clock: createSystemClock(),
      closeWindows,
      onMerged(alert, count) {
        merged += 1;
        members += count;
        context.stdout.write(
          format === 'json'
            ? `${stringifyJson(encodeAlertRow(alert))}\n`
            : `${alert.ruleName}  ${alert.id}  ${plural(count, 'alert')}\n`,
        );
      },
    }),
  );
  context.stderr.write(`${plural(members, 'alert')} merged into ${plural(merged, 'alert')}; a run sends them\n`);
}
