import { loadConfig } from '@streamalert/config';
import { feedSecretName } from '@streamalert/core/naming';
import { feedKind } from '@streamalert/threat-intel';
import { Command, InvalidArgumentError } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { type EditOptions, editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption, positiveNumber } from '../options.ts';
import { readInput } from '../read-input.ts';
import { openSecretsFile } from '../secrets.ts';
import { askFields } from '../terminal/ask-fields.ts';
import { printIssues } from '../terminal/issues.ts';

interface ConfigureOptions extends EditOptions {
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly scheduleExpression: string;
  readonly timeout: number;
  readonly memory: number;
  readonly tableRcu: number;
  readonly tableWcu: number;
  readonly iocKeys: readonly string[];
  readonly iocFilters: readonly string[];
  readonly iocTypes: readonly string[];
  readonly excludedSubTypes: readonly string[];
  readonly autoscale?: boolean;
  readonly maxReadCapacity: number;
  readonly minReadCapacity: number;
  readonly targetUtilization: number;
}

const iocKeys = ['expiration_ts', 'itype', 'source', 'type', 'value'];
const iocFilters = ['crowdstrike', '@airbnb.com'];
const iocTypes = ['domain', 'ip', 'md5'];
const excludedSubTypes = ['bot_ip', 'brute_ip', 'scan_ip', 'spam_ip', 'tor_ip'];

/** `streamalert threat-intel-downloader`: the scheduled download on AWS, and credentials of feeds. */
export function threatIntelDownloaderCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('threat-intel-downloader').description(
    'the commercial feed: its scheduled download on AWS, and its credentials',
  );
  command
    .command('configure')
    .description('set the download up, as threat_intel_downloader_config of conf/lambda.json')
    .option('-e, --enable', 'download (the default)')
    .option('-d, --disable', 'do not download')
    .requiredOption('-s, --schedule-expression <expression>', 'how often, e.g. "rate(1 day)"')
    .requiredOption('-t, --timeout <seconds>', 'time limit of the function', positiveNumber)
    .requiredOption('-m, --memory <mb>', 'memory of the function', positiveNumber)
    .option('-r, --table-rcu <units>', 'read capacity of the table', positiveNumber, 10)
    .option('-w, --table-wcu <units>', 'write capacity of the table', positiveNumber, 10)
    .option('-k, --ioc-keys <key...>', 'fields of the feed', iocKeys)
    .option('-f, --ioc-filters <text...>', 'texts, one of which a source must contain', iocFilters)
    .option('-i, --ioc-types <type...>', 'indicator types', iocTypes)
    .option('-x, --excluded-sub-types <type...>', 'kinds of indicators that are left out', excludedSubTypes)
    .option('-a, --autoscale', 'scale the read capacity')
    .option('--max-read-capacity <units>', 'most read capacity', positiveNumber, 5)
    .option('--min-read-capacity <units>', 'least read capacity', positiveNumber, 5)
    .option('-u, --target-utilization <percent>', 'utilization to scale to', percentage, 70)
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(dryRunOption())
    .action(async (options: ConfigureOptions) => exit(await configure(options, context)));
  command
    .command('update-auth')
    .description('store the credentials of a feed: asked for on a terminal, else read as a JSON object')
    .option('--feed <name>', 'feed of conf/threat_intel.json (default: the commercial feed)', 'threatstream')
    .option('--from <file>', 'file with the JSON object (default: standard input)')
    .addOption(confOption())
    .action(async (options: AuthOptions) => exit(await updateAuth(options, context)));
  return command;
}

function percentage(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 100)) throw new InvalidArgumentError('it takes a number from 1 to 100.');
  return value;
}

async function configure(options: ConfigureOptions, context: Context): Promise<ExitCode> {
  if (options.enable === true && options.disable === true) throw new UsageError('name one of --enable and --disable');
  const enabled = options.disable !== true;
  const settings = {
    enabled,
    schedule_expression: options.scheduleExpression,
    timeout: options.timeout,
    memory: options.memory,
    ioc_keys: options.iocKeys,
    ioc_filters: options.iocFilters,
    ioc_types: options.iocTypes,
    excluded_sub_types: options.excludedSubTypes,
    table_rcu: options.tableRcu,
    table_wcu: options.tableWcu,
    autoscale: options.autoscale === true,
    max_read_capacity: options.maxReadCapacity,
    min_read_capacity: options.minReadCapacity,
    target_utilization: options.targetUtilization,
  };
  const changes = Object.entries(settings).map(([key, value]) => ({
    path: ['threat_intel_downloader_config', key],
    value,
  }));
  const said = enabled ? 'The download is set up' : 'The download is set up, and disabled';
  return editConf(options, { file: 'lambda.json', changes, said }, context);
}

interface AuthOptions {
  readonly conf: string;
  readonly feed: string;
  readonly from?: string;
}

/** As the prompts of 3.5 accepted them. Never names a value: it is the secret. */
const formats: Readonly<Record<string, readonly [RegExp, string]>> = {
  api_user: [/^[A-Za-z].*@/, 'must be the e-mail address of a user'],
  api_key: [/^[A-Za-z0-9]{40}$/, 'must be 40 letters and digits'],
};

async function updateAuth({ conf, feed: name, from }: AuthOptions, context: Context): Promise<ExitCode> {
  const { config, issues } = await loadConfig(conf);
  if (config === undefined) {
    printIssues(issues, context);
    return 1;
  }
  const feeds = config.threatIntel?.feeds ?? new Map();
  const configured = feeds.get(name);
  if (configured === undefined && name !== 'threatstream') {
    throw new UsageError(`there is no feed "${name}"; there are ${[...feeds.keys()].join(', ') || 'none'}`);
  }
  const feed = { name, type: configured?.type ?? ('threatstream' as const) };
  const { credentials } = feedKind(feed.type);
  const ask = from === undefined && context.stdin.isTTY;
  const fields = ask ? await askFields(credentials, context) : parseFields(await readInput(from ?? '-', context));
  const known = credentials.map((field) => (field.optional ? `${field.name} (optional)` : field.name)).join(', ');
  const unknown = Object.keys(fields).filter((key) => !credentials.some((field) => field.name === key));
  if (unknown.length > 0) throw new UsageError(`the feed has no ${unknown.join(', ')}; it takes ${known}`);
  for (const { name: key, optional } of credentials) {
    const value = fields[key];
    if (value === undefined && !optional) throw new UsageError(`"${key}" is missing; the feed takes ${known}`);
    const format = formats[key];
    if (value !== undefined && format !== undefined && !format[0].test(value))
      throw new UsageError(`"${key}" ${format[1]}`);
  }
  await openSecretsFile(context.settings).put(feedSecretName(feed), fields);
  context.stderr.write(`Stored the credentials of feed ${name} in ${context.settings.configHome}.\n`);
  return 0;
}

function parseFields(json: string): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(json);
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      Object.values(parsed).every((value) => typeof value === 'string')
    ) {
      return parsed as Record<string, string>;
    }
  } catch {
    // The message of the parser quotes the text, which is the secret.
  }
  throw new UsageError('credentials are a JSON object of text');
}
