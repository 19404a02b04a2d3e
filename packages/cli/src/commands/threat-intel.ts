import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, loadConfig } from '@streamalert/config';
import {
  createSystemClock,
  formatTimestamp,
  type Indicator,
  type IndicatorStore,
  type IntelHit,
} from '@streamalert/core';
import { type EmbeddedState, openState } from '@streamalert/embedded';
import { downloadOne } from '@streamalert/local';
import {
  canonicalValue,
  type FeedReport,
  feedDue,
  guessType,
  IndicatorFormatError,
  isAddressType,
  keepIndicators,
  type ListOptions,
  NetworkIndex,
  readIndicators,
} from '@streamalert/threat-intel';
import { Command, Option } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { type EditOptions, editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import {
  confOption,
  dryRunOption,
  formatOption,
  positiveNumber,
  repeated,
  stateOption,
  verboseOption,
} from '../options.ts';
import { readInput } from '../read-input.ts';
import { openSecrets } from '../secrets.ts';
import { untilInterrupted } from '../signals.ts';
import { describeReport, formatIntelStatus, type IntelStatus } from '../terminal/intel.ts';
import { printIssues } from '../terminal/issues.ts';
import { plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

interface IntelOptions {
  readonly conf: string;
  readonly state: string;
  readonly format: 'text' | 'json';
}

/** `streamalert threat-intel`: indicators of compromise. */
export function threatIntelCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('threat-intel').description('indicators of compromise, which records are compared with');
  const edit = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .addOption(confOption())
      .addOption(formatOption())
      .addOption(dryRunOption())
      .option('-c, --clusters <name>', 'also in this cluster; repeatable', repeated);
  edit('enable', 'look indicators up, in conf/threat_intel.json')
    .option(
      '--dynamodb-table <name>',
      'table of the indicators on AWS (default: <prefix>_streamalert_threat_intel_downloader)',
    )
    .action(async (options: ToggleOptions) => exit(await toggle(true, options, context)));
  edit('disable', 'look no indicator up').action(async (options: ToggleOptions) =>
    exit(await toggle(false, options, context)),
  );
  const onState = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .addOption(confOption())
      .addOption(stateOption())
      .addOption(formatOption())
      .addOption(verboseOption());
  onState('status', 'what is looked up, what the feeds brought, and when; also beside a running run').action(
    async (options: IntelOptions) => exit(await status(options, context)),
  );
  onState('find', 'look a value up: the indicator, or the networks that hold it; also beside a running run')
    .argument('<value>', 'an address, a domain, a URL, a hash, …')
    .action(async (value: string, options: IntelOptions) => exit(await find(value, options, context)));
  onState('import', 'add the indicators of a file: STIX, MISP, JSON, CSV, or one value a line')
    .argument('<file>', 'the file; - for standard input')
    .option('--source <name>', 'who says so, where the file does not', 'import')
    .option('--type <type>', 'indicator type of a list or of CSV (default: told by each value)')
    .addOption(
      new Option('--column <column>', 'the file is CSV: the column of the values, by position from 1 or by name'),
    )
    .option('--sub-type-column <column>', 'of CSV: the column that says what kind of indicator it is')
    .option('--header', 'of CSV: the first row names the columns')
    .option(
      '--expires-days <days>',
      'how long an indicator counts of which the file does not say it',
      positiveNumber,
      90,
    )
    .addOption(dryRunOption())
    .action(async (file: string, options: ImportOptions) => exit(await importFile(file, options, context)));
  onState('download', 'download the feeds that are due, or those that are named; also beside a running run')
    .argument('[feed...]', 'names of feeds in conf/threat_intel.json')
    .addOption(dryRunOption())
    .action(async (names: string[], options: DownloadOptions) => exit(await download(names, options, context)));
  return command;
}

interface ToggleOptions extends EditOptions {
  readonly clusters?: readonly string[];
  readonly dynamodbTable?: string;
}

async function toggle(enabled: boolean, options: ToggleOptions, context: Context): Promise<ExitCode> {
  const config = await loadOrPrint(options, context);
  if (config === undefined) return 1;
  const { clusters = [], dynamodbTable, conf } = options;
  const unknown = clusters.filter((name) => !config.clusters.has(name));
  if (unknown.length > 0) {
    throw new UsageError(
      `there is no cluster ${unknown.join(', ')}; configured are ${[...config.clusters.keys()].join(', ')}`,
    );
  }
  const table =
    dynamodbTable ?? config.threatIntel?.tableName ?? `${config.global.prefix}_streamalert_threat_intel_downloader`;
  const isNew = config.threatIntel === undefined;
  const first = await editConf(
    options,
    {
      file: 'threat_intel.json',
      changes: [
        { path: ['enabled'], value: enabled },
        ...(enabled ? [{ path: ['dynamodb_table_name'], value: table }] : []),
        ...(isNew ? [{ path: ['normalized_ioc_types'], value: { ip: ['ip_address'] } }] : []),
      ],
      said: enabled ? 'Indicators are looked up' : 'No indicator is looked up',
    },
    context,
  );
  if (first !== 0) return first;
  for (const name of clusters) {
    const changes = [{ path: ['enable_threat_intel'], value: enabled }];
    const said = enabled ? `Records of cluster ${name} are looked at` : `Records of cluster ${name} are not looked at`;
    const code = await editConf(options, { file: `clusters/${name}.json`, changes, said }, context);
    if (code !== 0) return code;
  }
  const after = options.dryRun === true ? undefined : (await loadConfig(conf)).config;
  if (
    enabled &&
    after !== undefined &&
    ![...after.clusters.values()].some(({ enableThreatIntel }) => enableThreatIntel)
  ) {
    context.stderr.write('No cluster has enable_threat_intel yet, so nothing is looked up: --clusters NAME sets it.\n');
  }
  return 0;
}

async function status(options: IntelOptions, context: Context): Promise<ExitCode> {
  const config = await loadOrPrint(options, context);
  if (config === undefined) return 1;
  const intel = config.threatIntel;
  const clock = createSystemClock();
  const told = await reading(options.state, async ({ indicators, checkpoints }): Promise<IntelStatus> => {
    const feeds = [...(intel?.feeds.values() ?? [])].map(async (feed) => {
      const { finished, due } = await feedDue(feed, { checkpoints, clock });
      const { name, type, enabled } = feed;
      return {
        name,
        type,
        enabled,
        due: enabled && due,
        ...(finished !== undefined && { finished: formatTimestamp(finished) }),
      };
    });
    return {
      enabled: intel?.enabled === true,
      clusters: [...config.clusters.values()]
        .filter(({ enableThreatIntel }) => enableThreatIntel)
        .map(({ name }) => name),
      types: Object.fromEntries(intel?.indicatorTypes ?? []),
      indicators: (await indicators.summary?.(clock.now())) ?? {},
      feeds: await Promise.all(feeds),
    };
  });
  context.stdout.write(options.format === 'json' ? `${JSON.stringify(told)}\n` : formatIntelStatus(told, context.out));
  return 0;
}

async function find(value: string, options: IntelOptions, context: Context): Promise<ExitCode> {
  const hits = await reading(options.state, ({ indicators }) =>
    findValue(value, indicators, createSystemClock().now()),
  );
  if (options.format === 'json') {
    context.stdout.write(`${JSON.stringify({ value, indicators: hits.map(toJson) })}\n`);
  } else if (hits.length === 0) context.stderr.write(`${printable(value)} is no indicator.\n`);
  else for (const hit of hits) context.stdout.write(`${describeIndicator(hit)}\n`);
  return hits.length === 0 ? 1 : 0;
}

async function findValue(value: string, store: IndicatorStore, now: number): Promise<readonly Indicator[]> {
  const type = guessType(value);
  const canonical = type === undefined ? undefined : canonicalValue(type, value);
  const spellings = [...new Set([value, value.trim(), ...(canonical === undefined ? [] : [canonical])])];
  const exact = [...(await store.find(spellings, now)).values()];
  if (type === undefined || canonical === undefined || !isAddressType(type)) return exact;
  const networks = (await store.networks?.(now)) ?? [];
  const holding = new NetworkIndex(networks.map((one) => [one.value, one] as const)).find(canonical);
  return [...exact, ...holding.filter((one) => !exact.some((other) => other.value === one.value))];
}

const toJson = ({ value, type, subType, source, expires }: Indicator) => ({
  value,
  type,
  sub_type: subType,
  source,
  expires: formatTimestamp(expires),
});

function describeIndicator({ value, type, subType, source, expires }: Indicator | IntelHit): string {
  const kind = subType === '' ? '' : `, ${printable(subType)}`;
  return `${type} ${printable(value)}   by ${printable(source)}${kind}, until ${formatTimestamp(expires)}`;
}

interface ImportOptions extends IntelOptions {
  readonly source: string;
  readonly type?: string;
  readonly column?: string;
  readonly subTypeColumn?: string;
  readonly header?: boolean;
  readonly expiresDays: number;
  readonly dryRun?: boolean;
}

async function importFile(file: string, options: ImportOptions, context: Context): Promise<ExitCode> {
  const { source, expiresDays, dryRun = false, format } = options;
  const text = await readInput(file, context);
  const parsed = readOrRefuse(file, text, options);
  const keep = { iocTypes: [], iocFilters: [], excludedSubTypes: [], expiresDays };
  const clock = createSystemClock();
  const counts = dryRun
    ? await keepIndicators(parsed.indicators, keep, { store: { put: async () => {} }, now: clock.now() })
    : await changing(options.state, ({ indicators: store }) =>
        keepIndicators(parsed.indicators, keep, { store, now: clock.now() }),
      );
  const { skipped } = parsed;
  if (format === 'json') context.stdout.write(`${JSON.stringify({ source, ...counts, skipped, dry_run: dryRun })}\n`);
  else {
    const report = { feed: file, outcome: 'finished' as const, pages: 1, ...counts, skipped };
    context.stdout.write(`${describeReport(report, context.out)}${dryRun ? '   (nothing was written)' : ''}\n`);
  }
  return counts.stored + counts.withdrawn > 0 ? 0 : 1;
}

function readOrRefuse(file: string, text: string, { source, type, column, subTypeColumn, header }: ImportOptions) {
  const isCsv = column !== undefined;
  const list: Partial<ListOptions> = {
    format: isCsv ? 'csv' : 'lines',
    ...(type !== undefined && { iocType: type }),
    ...(isCsv && { column: columnOf(column) }),
    ...(subTypeColumn !== undefined && { subTypeColumn: columnOf(subTypeColumn) }),
    header: header === true,
  };
  try {
    return readIndicators(text, { source, ...((isCsv || type !== undefined) && { list }) });
  } catch (error) {
    if (error instanceof IndicatorFormatError) throw new UsageError(`${file} ${error.message}`, { cause: error });
    throw error;
  }
}

const columnOf = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

interface DownloadOptions extends IntelOptions {
  readonly dryRun?: boolean;
}

async function download(names: readonly string[], options: DownloadOptions, context: Context): Promise<ExitCode> {
  const config = await loadOrPrint(options, context);
  if (config === undefined) return 1;
  const feeds = [...(config.threatIntel?.feeds.values() ?? [])];
  const unknown = names.filter((name) => !feeds.some((feed) => feed.name === name));
  if (unknown.length > 0 || feeds.length === 0) {
    const known =
      feeds.length === 0
        ? 'none is configured in threat_intel.json'
        : `there are ${feeds.map(({ name }) => name).join(', ')}`;
    throw new UsageError(`there is no feed ${unknown.join(', ') || 'to download'}; ${known}`);
  }
  const { dryRun = false, format } = options;
  const clock = createSystemClock();
  const interruption = untilInterrupted(() =>
    context.stderr.write('Stopping after this page; interrupt again to end at once.\n'),
  );
  const reports: FeedReport[] = [];
  const work = async (state: EmbeddedState): Promise<readonly string[]> => {
    const due: string[] = [];
    for (const feed of feeds) {
      const isNamed = names.includes(feed.name);
      const isDue =
        feed.enabled && names.length === 0 && (await feedDue(feed, { checkpoints: state.checkpoints, clock })).due;
      if ((!isNamed && !isDue) || interruption.signal.aborted) continue;
      due.push(feed.name);
      if (dryRun) continue;
      const secrets = openSecrets(context.settings);
      const report = await downloadOne(feed, { state, secrets, clock }, interruption.signal);
      reports.push(report);
      if (format === 'text') context.stdout.write(`${describeReport(report, context.out)}\n`);
    }
    return due;
  };
  try {
    const due = await (dryRun ? reading(options.state, work) : changing(options.state, work));
    if (format === 'json') context.stdout.write(`${JSON.stringify({ due, feeds: reports, dry_run: dryRun })}\n`);
    else if (dryRun)
      context.stdout.write(`${plural(due.length, 'feed')} due${due.length > 0 ? `: ${due.join(', ')}` : ''}\n`);
    else if (due.length === 0) context.stdout.write('No feed is due.\n');
  } finally {
    interruption.dispose();
  }
  return reports.every(({ outcome }) => outcome === 'finished') ? 0 : 1;
}

async function loadOrPrint({ conf }: { readonly conf: string }, context: Context): Promise<Config | undefined> {
  const { config, issues } = await loadConfig(conf);
  if (config === undefined) printIssues(issues, context);
  return config;
}

async function reading<T>(dir: string, work: (state: EmbeddedState) => Promise<T>): Promise<T> {
  const state = await openState({ dir, clock: createSystemClock(), readOnly: true });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

/** Beside a run, or in a state of its own that a first run then finds. */
async function changing<T>(dir: string, work: (state: EmbeddedState) => Promise<T>): Promise<T> {
  const beside = existsSync(join(dir, 'state.db'));
  const state = await openState({ dir, clock: createSystemClock(), beside, owner: 'threat-intel' });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}
