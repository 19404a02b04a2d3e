import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { createSystemClock, formatTimestamp, type Micros, type Silence } from '@streamalert/core';
import { readTime } from '@streamalert/testing';
import { Command, InvalidArgumentError } from 'commander';
import { type AlertOffice, type AlertsOptions, withAlerts } from '../alerts/open-alerts.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, deployedOption, formatOption, stateOption } from '../options.ts';
import { formatDuration, plural } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';

type Exit = (code: ExitCode) => void;

interface AddOptions extends AlertsOptions {
  readonly until?: Micros;
  readonly for?: number;
  readonly reason: string;
  readonly by?: string;
}

/** `streamalert silence`: alerts that nobody wants to be told of for a time; also beside a run, and of a deployment. */
export function silenceCommand(context: Context, exit: Exit): Command {
  const command = new Command('silence').description(
    'keep alerts from everything but history for a time; also beside a run',
  );
  command.addCommand(addCommand(context, exit));
  command.addCommand(listCommand(context, exit));
  command.addCommand(removeCommand(context, exit));
  return command;
}

function withCommon(command: Command): Command {
  return command.addOption(stateOption()).addOption(deployedOption()).addOption(confOption()).addOption(formatOption());
}

function addCommand(context: Context, exit: Exit): Command {
  return withCommon(new Command('add'))
    .description('silence a rule, or its alerts with certain values; they go to history, marked')
    .argument('<rule>', 'name of the rule, or "*" for every rule')
    .argument('[key=value...]', 'keys of the record, at any depth, and the value that one of them must have')
    .option('--until <time>', 'until then: 2026-11-20T09:00:00Z', time)
    .option('--for <duration>', 'for so long: 30m, 8h, 2d', duration)
    .requiredOption('--reason <text>', 'why; it is kept with every alert that is held back')
    .option('--by <name>', 'who wants it (default: the user of this machine)')
    .action(async (rule: string, conditions: string[], options: AddOptions) => {
      const now = createSystemClock().now();
      const silence: Silence = {
        id: randomUUID().slice(0, 8),
        ...(rule !== '*' && { ruleName: rule }),
        where: readConditions(rule, conditions),
        until: endOf(options, now),
        reason: options.reason,
        by: options.by ?? userInfo().username,
        created: now,
      };
      const around = await withAlerts(options, { change: 'silence add', context }, async (office) => {
        await office.silences.add(silence);
        return lookAround(office, rule);
      });
      if (around === undefined) return exit(1);
      const { waiting, known } = around;
      if (options.format === 'json') context.stdout.write(`${JSON.stringify(viewSilence(silence, now))}\n`);
      else {
        context.stdout.write(`${silence.id}  ${describe(silence)} silenced until ${formatTimestamp(silence.until)}\n`);
      }
      if (!known) context.stderr.write(`No alert of "${rule}" is known here; is that how the rule is spelled?\n`);
      if (waiting > 0) {
        context.stderr.write(
          `${plural(waiting, 'alert')} of it ${waiting === 1 ? 'waits' : 'wait'} already and will be sent; streamalert alerts drop --rule gives them up.\n`,
        );
      }
      exit(0);
    });
}

/** A silence holds for alerts to come: what is under way already, and whether there ever was an alert of the rule. */
async function lookAround({ alerts, hadAlertOf }: AlertOffice, rule: string) {
  if (rule === '*') return { waiting: 0, known: true };
  let waiting = 0;
  for await (const { alert } of alerts.waiting()) if (alert.ruleName === rule) waiting += 1;
  const known = waiting > 0 || (await hadAlertOf(rule)) !== false;
  return { waiting, known };
}

function listCommand(context: Context, exit: Exit): Command {
  return withCommon(new Command('list'))
    .description('list the silences that hold')
    .option('--all', 'those that are over too')
    .action(async (options: AlertsOptions & { all?: boolean }) => {
      const now = createSystemClock().now();
      const every = await withAlerts(options, { context }, ({ silences }) => silences.list());
      if (every === undefined) return exit(1);
      const silences = options.all === true ? every : every.filter(({ until }) => until > now);
      context.stdout.write(
        options.format === 'json'
          ? `${JSON.stringify({ silences: silences.map((silence) => viewSilence(silence, now)) })}\n`
          : formatSilences(silences, now, context),
      );
      exit(0);
    });
}

function removeCommand(context: Context, exit: Exit): Command {
  return withCommon(new Command('remove'))
    .description('end a silence')
    .argument('<id>', 'as "silence list" shows it')
    .action(async (id: string, options: AlertsOptions) => {
      const removed = await withAlerts(options, { change: 'silence remove', context }, ({ silences }) =>
        silences.remove(id),
      );
      if (removed === undefined) return exit(1);
      if (!removed) throw new UsageError(`there is no silence "${id}"; streamalert silence list shows what there is`);
      context.stdout.write(options.format === 'json' ? `${JSON.stringify({ removed: id })}\n` : `${id}  ended\n`);
      exit(0);
    });
}

function readConditions(rule: string, conditions: readonly string[]): Record<string, string> {
  if (rule === '*' && conditions.length === 0) {
    throw new UsageError('every rule can be silenced for certain values only: add at least one key=value');
  }
  return Object.fromEntries(
    conditions.map((condition) => {
      const at = condition.indexOf('=');
      if (at < 1) throw new UsageError(`"${condition}" is not key=value`);
      return [condition.slice(0, at), condition.slice(at + 1)];
    }),
  );
}

function endOf({ until, for: length }: AddOptions, now: Micros): Micros {
  if ((until === undefined) === (length === undefined)) throw new UsageError('say --until a time, or --for a duration');
  const end = until ?? now + (length ?? 0);
  if (end <= now) throw new UsageError(`${formatTimestamp(end)} is over already`);
  return end;
}

function time(text: string): Micros {
  const micros = readTime(text);
  if (micros !== undefined) return micros;
  throw new InvalidArgumentError('it takes a time like 2026-11-20T09:00:00Z.');
}

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** Microseconds of `30m`, `8h`, `2d`. */
function duration(text: string): Micros {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const seconds = unitSeconds[unit];
  if (seconds === undefined || Number(count) === 0)
    throw new InvalidArgumentError('it takes minutes, hours or days: 30m, 8h, 2d.');
  return Number(count) * seconds * 1_000_000;
}

function viewSilence({ id, ruleName, where, until, reason, by, created }: Silence, now: Micros) {
  return {
    id,
    ...(ruleName !== undefined && { rule_name: ruleName }),
    where,
    until: formatTimestamp(until),
    reason,
    by,
    created: formatTimestamp(created),
    active: until > now,
  };
}

function describe({ ruleName, where }: Silence): string {
  const conditions = Object.entries(where).map(([key, value]) => `${key}=${value}`);
  return [ruleName ?? 'every rule', ...conditions].join(' ');
}

function formatSilences(silences: readonly Silence[], now: Micros, { stdout }: Context): string {
  if (silences.length === 0) return 'nothing is silenced\n';
  const rows = silences.map((silence) => [
    silence.id,
    describe(silence),
    silence.until > now ? formatDuration((silence.until - now) / 1e6) : 'over',
    silence.by,
    silence.reason,
  ]);
  return `${formatTable(['id', 'what', 'still', 'by', 'reason'], rows, stdout.columns)}\n`;
}
