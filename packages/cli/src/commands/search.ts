import { loadConfig } from '@streamalert/config';
import { createSystemClock, type Json, stringifyJson } from '@streamalert/core';
import { openState, type SearchResult, searchHistory } from '@streamalert/embedded';
import { tableDefinitions } from '@streamalert/history';
import { historyRoot } from '@streamalert/local';
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import type { Context, ExitCode } from '../context.ts';
import { confOption, stateOption, verboseOption } from '../options.ts';
import { printIssues } from '../terminal/issues.ts';
import { plural } from '../terminal/numbers.ts';

interface SearchCommandOptions {
  readonly conf: string;
  readonly state: string;
  readonly format: 'table' | 'csv' | 'ndjson' | 'json';
}

/** `streamalert search`: SQL over the history. */
export function searchCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('search')
    .description('search records and alerts with SQL, also beside a running run')
    .argument('<sql>', 'e.g. "select eventname, count(*) from cloudtrail_events group by all"')
    .addOption(confOption())
    .addOption(stateOption())
    .addOption(
      new Option('--format <format>', 'table, CSV, or one JSON object a line (json is the same as ndjson)')
        .choices(['table', 'csv', 'ndjson', 'json'])
        .default('table'),
    )
    .addOption(verboseOption())
    .action(async (sql: string, options: SearchCommandOptions) => {
      const { config, issues } = await loadConfig(options.conf);
      if (config === undefined) {
        printIssues(issues, context);
        return exit(1);
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
      exit(0);
    });
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

const withoutRulesBetweenRows = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

async function writeTable(result: SearchResult, { stdout, stderr, out }: Context): Promise<void> {
  const head = result.columns.map(({ name }) => name);
  const table = new Table({ head, style: { head: [], border: [] }, chars: withoutRulesBetweenRows });
  let rows = 0;
  for await (const row of result.rows) {
    table.push(row.map(cell));
    rows += 1;
  }
  stdout.write(`${rows === 0 ? out.dim('no rows') : table.toString()}\n`);
  stderr.write(`${plural(rows, 'row')}\n`);
}

async function writeCsv(result: SearchResult, { stdout }: Context): Promise<void> {
  stdout.write(stringify([result.columns.map(({ name }) => name)]));
  for await (const row of result.rows) await flushed(stdout, stringify([row.map(cell)]));
}

async function writeLines(result: SearchResult, { stdout }: Context): Promise<void> {
  const names = uniqueNames(result.columns.map(({ name }) => name));
  for await (const row of result.rows) {
    await flushed(stdout, `${stringifyJson(Object.fromEntries(row.map((value, index) => [names[index], value])))}\n`);
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

/** Waits while the reader is slower, so that a large result does not pile up in memory. */
async function flushed(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', resolve));
}
