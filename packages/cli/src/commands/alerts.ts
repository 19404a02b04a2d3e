import type { AlertDesk, AlertKey, StoredAlert } from '@streamalert/core';
import { createSystemClock, stringifyJson } from '@streamalert/core';
import { Command } from 'commander';
import { readAlertRows } from '../alerts/alert-rows.ts';
import { type AlertView, viewAlert } from '../alerts/alert-view.ts';
import { type AlertsOptions, findAlert, withAlerts } from '../alerts/open-alerts.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, deployedOption, formatOption, positiveNumber, stateOption } from '../options.ts';
import { readInput } from '../read-input.ts';
import { formatAlert, formatAlerts } from '../terminal/alerts.ts';
import { confirm } from '../terminal/confirm.ts';
import { plural } from '../terminal/numbers.ts';

type Exit = (code: ExitCode) => void;

interface ChoiceOptions extends AlertsOptions {
  readonly rule?: string;
  readonly output?: string;
  readonly parked?: boolean;
}

/** `streamalert alerts`: alerts that wait, and what to do about them; also beside a run, and of a deployment. */
export function alertsCommand(context: Context, exit: Exit): Command {
  const command = new Command('alerts').description('alerts that wait, and what to do about them; also beside a run');
  command.addCommand(listCommand(context, exit));
  command.addCommand(showCommand(context, exit));
  command.addCommand(retryCommand(context, exit));
  command.addCommand(dropCommand(context, exit));
  command.addCommand(adoptCommand(context, exit));
  return command;
}

function withCommon(command: Command): Command {
  return command.addOption(stateOption()).addOption(deployedOption()).addOption(confOption()).addOption(formatOption());
}

function withChoice(command: Command): Command {
  return withCommon(command)
    .option('--rule <name>', 'alerts of this rule')
    .option('--output <service:descriptor>', 'alerts that this output did not take yet')
    .option('--parked', 'alerts with a parked output: one that somebody has to repair something for');
}

/** JSON alone, or text for a person. */
function print(context: Context, { format }: AlertsOptions, value: unknown, text: string): void {
  context.stdout.write(format === 'json' ? `${stringifyJson(value)}\n` : text);
}

function listCommand(context: Context, exit: Exit): Command {
  return withChoice(new Command('list'))
    .description('list alerts that are not done, the oldest first')
    .option('--limit <count>', 'how many at most', positiveNumber, 100)
    .action(async (options: ChoiceOptions & { limit: number }) => {
      const list = await withAlerts(options, { context }, ({ alerts }) => listAlerts(alerts, options));
      if (list === undefined) return exit(1);
      print(context, options, list, formatAlerts(list, context));
      exit(0);
    });
}

/** What `alerts list` shows. */
export interface AlertList {
  readonly alerts: readonly AlertView[];
  /** How many more there are. */
  readonly more: number;
  readonly unreadable: readonly { readonly id: string; readonly rule_name: string; readonly reason: string }[];
}

async function listAlerts(desk: AlertDesk, options: ChoiceOptions & { limit: number }): Promise<AlertList> {
  const alerts: AlertView[] = [];
  let more = 0;
  for await (const view of chosen(desk, options)) {
    if (alerts.length < options.limit) alerts.push(view);
    else more += 1;
  }
  const unreadable = await Array.fromAsync(desk.unreadable(), ({ ruleName, id, reason }) => ({
    id,
    rule_name: ruleName,
    reason,
  }));
  return {
    alerts,
    more,
    unreadable: unreadable.filter((row) => options.rule === undefined || row.rule_name === options.rule),
  };
}

async function* chosen(alerts: AlertDesk, { rule, output, parked }: ChoiceOptions): AsyncGenerator<AlertView> {
  for await (const stored of alerts.waiting()) {
    const view = viewAlert(stored);
    const open = view.outputs.filter((one) => one.state !== 'sent');
    if (rule !== undefined && view.rule_name !== rule) continue;
    if (output !== undefined && !open.some((one) => one.output === output)) continue;
    if (parked === true && !open.some((one) => one.state === 'parked')) continue;
    yield view;
  }
}

function showCommand(context: Context, exit: Exit): Command {
  return withCommon(new Command('show'))
    .description('show one alert: its outputs, and all it holds')
    .argument('<id>', 'its id, or the beginning of it')
    .action(async (id: string, options: AlertsOptions) => {
      const found = await withAlerts(options, { context }, ({ alerts }) => findAlert(alerts, id));
      if (found === undefined) return exit(1);
      if (found.kind === 'unreadable') {
        print(context, options, { ...found.key, unreadable: found.reason }, `${found.reason}\n`);
        return exit(1);
      }
      print(
        context,
        options,
        wholeView(found.stored),
        formatAlert(viewAlert(found.stored), found.stored.alert, context),
      );
      exit(0);
    });
}

function wholeView(stored: StoredAlert) {
  const { alert } = stored;
  return { ...viewAlert(stored), context: alert.context, record: alert.record };
}

function retryCommand(context: Context, exit: Exit): Command {
  return withChoice(new Command('retry'))
    .description(
      'make waiting deliveries due now, parked ones too; a run that is going on, or the next one, sends them; on AWS the next sweep',
    )
    .argument('[id...]', 'ids of alerts, or their beginnings (default: every alert)')
    .action(async (ids: string[], options: ChoiceOptions) => {
      const now = createSystemClock().now();
      const done = await withAlerts(options, { change: 'alerts retry', context }, async ({ alerts, sender }) => {
        const keys = await chosenKeys(alerts, ids, options);
        if (keys === undefined) return { due: await alerts.retry({ now, parked: true }), sender };
        let due = 0;
        for (const key of keys) due += await alerts.retry({ key, now, parked: true });
        return { due, sender };
      });
      if (done === undefined) return exit(1);
      const { due, sender } = done;
      const nothing = 'nothing changed: no alert is parked or waits for a later try\n';
      print(context, options, { due }, due === 0 ? nothing : `${plural(due, 'alert')} due; ${sender} sends them\n`);
      exit(0);
    });
}

/** `undefined` when nothing was chosen, which means all. */
async function chosenKeys(
  alerts: AlertDesk,
  ids: readonly string[],
  options: ChoiceOptions,
): Promise<readonly AlertKey[] | undefined> {
  const hasChoice = options.rule !== undefined || options.output !== undefined || options.parked === true;
  if (ids.length > 0 && hasChoice) throw new UsageError('name ids, or choose by rule, output or --parked, not both');
  const keys: AlertKey[] = [];
  for (const id of ids) keys.push((await findAlert(alerts, id)).key);
  if (ids.length > 0) return keys;
  if (!hasChoice) return undefined;
  for await (const { rule_name: ruleName, id } of chosen(alerts, options)) keys.push({ ruleName, id });
  return keys;
}

function dropCommand(context: Context, exit: Exit): Command {
  return withChoice(new Command('drop'))
    .description('give alerts up: what was not sent yet is never sent')
    .argument('[id...]', 'ids of alerts, or their beginnings')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only tell how many')
    .action(async (ids: string[], options: ChoiceOptions & { yes?: boolean; dryRun?: boolean }) => {
      const wanted = await withAlerts(options, { context }, async ({ alerts }) => {
        const keys = await chosenKeys(alerts, ids, options);
        if (keys === undefined) throw new UsageError('name ids, or choose by --rule, --output or --parked');
        return keys;
      });
      if (wanted === undefined) return exit(1);
      if (options.dryRun === true || wanted.length === 0) {
        print(
          context,
          options,
          { dropped: 0, would_drop: wanted.length },
          `${plural(wanted.length, 'alert')} would be dropped\n`,
        );
        return exit(0);
      }
      const question = `Drop ${plural(wanted.length, 'alert')}? What was not sent yet is never sent.`;
      if (options.yes !== true && !(await confirm(question, context))) return exit(1);
      const dropped = await withAlerts(options, { change: 'alerts drop', context }, async ({ alerts }) => {
        let count = 0;
        for (const key of wanted) count += Number(await alerts.drop(key));
        return count;
      });
      if (dropped === undefined) return exit(1);
      print(context, options, { dropped }, `${plural(dropped, 'alert')} dropped\n`);
      exit(0);
    });
}

function adoptCommand(context: Context, exit: Exit): Command {
  return withCommon(new Command('adopt'))
    .description('take over alerts that another system wrote, e.g. rows of the alerts table of version 3.5')
    .argument('[file]', 'rows as JSON lines, plain or as items of "aws dynamodb scan"; - for standard input')
    .action(async (file: string | undefined, options: AlertsOptions) => {
      const read = file === undefined ? { rows: [], bad: [] } : readAlertRows(await readInput(file, context));
      for (const { line, message } of read.bad) {
        context.stderr.write(
          `${context.err.red('error')}  ${file === '-' ? 'standard input' : file} line ${line}: ${message}\n`,
        );
      }
      const result = await withAlerts(
        options,
        { change: 'alerts adopt', context },
        async ({ alerts, plant, sender }) => {
          const planted = file === undefined ? 0 : await plant(read.rows);
          const adopted = await alerts.adopt(createSystemClock().now());
          return { adopted, known: read.rows.length - planted, sender };
        },
      );
      if (result === undefined) return exit(1);
      const { sender, ...counts } = result;
      const known = result.known > 0 ? `, ${plural(result.known, 'alert')} known already` : '';
      const unreadable = read.bad.length;
      const bad = unreadable > 0 ? `, ${plural(unreadable, 'line')} that cannot be read` : '';
      print(
        context,
        options,
        { ...counts, unreadable },
        `${plural(result.adopted, 'alert')} adopted${known}${bad}; ${sender} sends them\n`,
      );
      exit(unreadable > 0 ? 1 : 0);
    });
}
