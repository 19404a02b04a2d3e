import { type Config, loadConfig } from '@streamalert/config';
import { createSystemClock, type Json, parseJson, stringifyJson } from '@streamalert/core';
import { openLookupTables } from '@streamalert/local';
import { LookupError, type LookupTables } from '@streamalert/rules-engine';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption, verboseOption } from '../options.ts';
import { readInput } from '../read-input.ts';
import { printIssues } from '../terminal/issues.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { createLogger } from '../terminal/logger.ts';
import { plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

interface LookupOptions {
  readonly conf: string;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
}

interface KeyOptions extends LookupOptions {
  readonly table: string;
  readonly key: string;
}

interface ChangeOptions extends KeyOptions {
  readonly dryRun?: boolean;
}

/** `streamalert lookup-tables`: what rules look values up in. */
export function lookupTablesCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('lookup-tables').description('read and write the tables that rules look values up in');
  const onConf = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .addOption(confOption())
      .addOption(formatOption())
      .addOption(verboseOption());
  const onKey = (name: string, description: string): Command =>
    onConf(name, description)
      .requiredOption('-t, --table <name>', 'name of the table, as lookup_tables.json has it')
      .requiredOption('-k, --key <key>', 'key in the table');
  const change = (name: string, description: string): Command => onKey(name, description).addOption(dryRunOption());

  onConf('describe-tables', 'list the tables and what they are kept in').action(async (options: LookupOptions) =>
    exit(await describe(options, context)),
  );
  onKey('get', 'print the value of a key').action(async (options: KeyOptions) => exit(await get(options, context)));
  change('set', 'set the value of a key')
    .requiredOption('-v, --value <value>', 'the value: a text, or JSON with --json')
    .option('-j, --json', 'the value is JSON')
    .action(async (options: ChangeOptions & { value: string; json?: boolean }) =>
      exit(
        await set(
          options,
          () => (options.json === true ? parseValue(options.value, '--value') : options.value),
          context,
        ),
      ),
    );
  change('list-add', 'add a value to the list that a key has')
    .requiredOption('-v, --value <value>', 'the text to add')
    .option('-u, --unique', 'leave each value in the list once')
    .option('-s, --sort', 'sort the list')
    .action(async (options: ChangeOptions & ListOptions) =>
      exit(await set(options, (old) => addToList(old, options), context)),
    );
  change('set-from-json-file', 'set the value of a key to the content of a JSON file')
    .requiredOption('-f, --file <file>', 'the file; - for standard input')
    .action(async (options: ChangeOptions & { file: string }) => {
      const value = parseValue(await readInput(options.file, context), options.file);
      exit(await set(options, () => value, context));
    });
  return command;
}

async function describe(options: LookupOptions, context: Context): Promise<ExitCode> {
  const opened = await open(options, context);
  if (opened === undefined) return 1;
  const tables = opened.tables.describe();
  if (options.format === 'json') {
    context.stdout.write(`${JSON.stringify({ enabled: opened.enabled, tables })}\n`);
    return 0;
  }
  const rows = tables.map(({ table, driver, id, available }) => [table, driver, id, available ? '' : 'not from here']);
  const head = ['Table', 'Driver', 'Kept in', ''];
  context.stdout.write(`${tables.length === 0 ? 'no tables' : formatTable(head, rows, context.stdout.columns)}\n`);
  context.stderr.write(`${plural(tables.length, 'table')}\n`);
  return 0;
}

async function get(options: KeyOptions, context: Context): Promise<ExitCode> {
  const opened = await open(options, context);
  if (opened === undefined) return 1;
  const value = await read(opened, options);
  const { table, key } = options;
  if (options.format === 'json') {
    context.stdout.write(`${stringifyJson({ table, key, found: value !== undefined, value: value ?? null })}\n`);
  } else if (value === undefined) context.stderr.write(`Table ${table} has no key ${JSON.stringify(key)}.\n`);
  else context.stdout.write(`${show(value)}\n`);
  return value === undefined ? 1 : 0;
}

/** Sets a key to what `make` gives for its old value, and tells both. */
async function set(options: ChangeOptions, make: (old: Json | undefined) => Json, context: Context): Promise<ExitCode> {
  const opened = await open(options, context);
  if (opened === undefined) return 1;
  const { table, key, dryRun = false } = options;
  const old = await read(opened, options, 'of a new table');
  const value = make(old);
  if (!dryRun) await opened.tables.put(table, key, value);
  if (options.format === 'json') {
    const was = { old: old ?? null, existed: old !== undefined };
    context.stdout.write(`${stringifyJson({ table, key, ...was, new: value, dry_run: dryRun })}\n`);
  } else {
    const change = `${old === undefined ? 'nothing' : show(old)} → ${show(value)}`;
    context.stdout.write(`${table} ${JSON.stringify(key)}: ${change}${dryRun ? '   (nothing was written)' : ''}\n`);
  }
  return 0;
}

interface ListOptions {
  readonly value: string;
  readonly unique?: boolean;
  readonly sort?: boolean;
}

function addToList(old: Json | undefined, { value, unique, sort }: ListOptions): Json {
  if (old !== undefined && !Array.isArray(old)) {
    throw new UsageError(`the key has a value that is not a list: ${show(old)}`);
  }
  const list = [...((old ?? []) as readonly Json[]), value];
  const kept = unique === true ? [...new Map(list.map((item) => [stringifyJson(item), item])).values()] : list;
  return sort === true ? kept.toSorted((a, b) => (show(a) < show(b) ? -1 : 1)) : kept;
}

interface Opened {
  readonly tables: LookupTables;
  readonly enabled: boolean;
  readonly config: Config;
}

async function open({ conf, verbose }: LookupOptions, context: Context): Promise<Opened | undefined> {
  const { config, issues } = await loadConfig(conf);
  if (config === undefined) {
    printIssues(issues, context);
    return undefined;
  }
  const enabled = config.lookupTables?.enabled === true;
  if (!enabled) context.stderr.write('Rules do not get lookup tables: lookup_tables.json does not enable them.\n');
  const logger = createLogger(context, verbose === true, createLiveLine(context, 0));
  return { tables: openLookupTables(config, { clock: createSystemClock(), logger }), enabled, config };
}

/** @param absent Given when a table whose document does not exist has no keys, as it is about to be made. */
async function read(
  { tables, config }: Opened,
  { table, key }: KeyOptions,
  absent?: string,
): Promise<Json | undefined> {
  if (config.lookupTables?.tables.has(table) !== true) {
    const names = tables.describe().map((one) => one.table);
    throw new UsageError(
      `there is no lookup table "${table}"; ${names.length === 0 ? 'none is configured' : `there are ${names.join(', ')}`}`,
    );
  }
  try {
    return await tables.get(table, key);
  } catch (error) {
    if (absent !== undefined && error instanceof LookupError && error.message.endsWith('does not exist'))
      return undefined;
    throw error;
  }
}

const show = (value: Json): string => printable(stringifyJson(value));

function parseValue(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new UsageError(`${what} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
