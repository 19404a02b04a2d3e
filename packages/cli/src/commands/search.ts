import { loadConfig } from '@streamalert/config';
import { createSystemClock, type Json, type SearchResult, stringifyJson } from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { openState, searchHistory } from '@streamalert/embedded';
import { tableDefinitions } from '@streamalert/history';
import { historyRoot } from '@streamalert/local';
import { Command, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import type { Context, ExitCode } from '../context.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { flushed } from '../flushed.ts';
import { confOption, deployedOption, stateOption, verboseOption } from '../options.ts';
import { untilInterrupted } from '../signals.ts';
import { printIssues } from '../terminal/issues.ts';
import { plural } from '../terminal/numbers.ts';
import { createStatusLine, type StatusLine } from '../terminal/status-line.ts';
import { formatTable } from '../terminal/table.ts';

interface SearchCommandOptions {
  readonly conf: string;
  readonly state: string;
  /** History of the deployment on AWS, in place of that in the state. */
  readonly deployed?: boolean;
  readonly format: 'table' | 'csv' | 'ndjson' | 'json';
}

/** `streamalert search`: SQL over the history. */
export function searchCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('search')
    .description('search records and alerts with SQL, also beside a running run')
    .argument('<sql>', 'e.g. "select eventname, count(*) from cloudtrail_events group by all"')
    .addOption(confOption())
    .addOption(stateOption())
    .addOption(deployedOption())
    .addOption(
      new Option('--format <format>', 'table, CSV, or one JSON object a line (json is the same as ndjson)')
        .choices(['table', 'csv', 'ndjson', 'json'])
        .default('table'),
    )
    .addOption(verboseOption())
    .action(async (sql: string, options: SearchCommandOptions) => {
      exit(await (options.deployed === true ? searchDeployed : searchState)(sql, options, context));
    });
}

async function searchState(sql: string, options: SearchCommandOptions, context: Context): Promise<ExitCode> {
  const { config, issues } = await loadConfig(options.conf);
  if (config === undefined) {
    printIssues(issues, context);
    return 1;
  }
  const state = await openState({ dir: options.state, clock: createSystemClock(), readOnly: true });
  try {
    const result = await searchHistory({
      root: historyRoot(options.state),
      tables: tableDefinitions(config),
      sql,
      state: { pending: state.history, checkpoints: state.checkpoints },
    });
    await writers[options.format](result, context);
  } finally {
    await state.close();
  }
  return 0;
}

/** A person waits as long as it takes, or ends it. Athena ends a query after half an hour. */
const patienceMs = 3_600_000;

async function searchDeployed(sql: string, options: SearchCommandOptions, context: Context): Promise<ExitCode> {
  const deployment = await openDeployment(options.conf, context);
  if (deployment === undefined) return 1;
  const names = deploymentNames(deployment.prefix);
  const database = deployment.config.deployment.functions.history.database_name ?? names.database;
  const result = await untilAnswered(context, async (line, signal) => {
    line.show(`  Athena searches ${database}`);
    const aws = await connect(deployment);
    return aws.history({ workgroup: names.workgroup, database, timeoutMs: () => patienceMs, signal }).search(sql);
  });
  await writers[options.format](result, context);
  return 0;
}

/** Ctrl-C stops the query; once there is an answer, it ends the process as ever. */
async function untilAnswered<T>(
  context: Context,
  ask: (line: StatusLine, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const line = createStatusLine(context);
  const interruption = untilInterrupted(() => line.clear());
  try {
    return await ask(line, interruption.signal);
  } finally {
    line.clear();
    interruption.dispose();
  }
}

type WriteResult = (result: SearchResult, context: Context) => Promise<void>;

const writers: Readonly<Record<SearchCommandOptions['format'], WriteResult>> = {
  table: writeTable,
  csv: writeCsv,
  ndjson: writeLines,
  json: writeLines,
};

/** Text as it is, everything else as JSON; numbers exact. */
const cell = (value: Json): string => (typeof value === 'string' ? value : value === null ? '' : stringifyJson(value));

async function writeTable(result: SearchResult, { stdout, stderr, out }: Context): Promise<void> {
  const head = result.columns.map(({ name }) => name);
  const rows: string[][] = [];
  for await (const row of result.rows) rows.push(row.map(cell));
  stdout.write(`${rows.length === 0 ? out.dim('no rows') : formatTable(head, rows, stdout.columns)}\n`);
  if (rows.length > 0) stderr.write(`${plural(rows.length, 'row')}\n`);
}

async function writeCsv(result: SearchResult, { stdout, readerGone }: Context): Promise<void> {
  stdout.write(stringify([result.columns.map(({ name }) => name)]));
  for await (const row of result.rows) {
    if (readerGone.aborted) return;
    await flushed(stdout, stringify([row.map(cell)]), readerGone);
  }
}

async function writeLines(result: SearchResult, { stdout, readerGone }: Context): Promise<void> {
  const names = uniqueNames(result.columns.map(({ name }) => name));
  for await (const row of result.rows) {
    if (readerGone.aborted) return;
    const object = Object.fromEntries(row.map((value, index) => [names[index], value]));
    await flushed(stdout, `${stringifyJson(object)}\n`, readerGone);
  }
}

/** A join may give two columns one name; in an object the second would hide the first. */
function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}
