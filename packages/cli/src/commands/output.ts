import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { SecretError } from '@streamalert/embedded';
import type { OutputService } from '@streamalert/outputs';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { type EditOptions, editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption, verboseOption } from '../options.ts';
import { askedFields, checkFields, fieldNames, type GivenOutput } from '../output/fields.ts';
import { readOutputsFile, removalOf } from '../output/outputs-file.ts';
import { chosenOutputs, chosenServices, findOutputs, printList, printOutputs } from '../output/show-outputs.ts';
import { readListed, skeletonOf } from '../output/skeleton.ts';
import { type StoreOptions, storeOutput } from '../output/store-output.ts';
import { findService, parseOutput, parseTarget } from '../output/target.ts';
import { type TestOptions, testOutput } from '../output/test-output.ts';
import { openSecrets, openSecretsFile } from '../secrets.ts';
import { askFields } from '../terminal/ask-fields.ts';
import { confirm } from '../terminal/confirm.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { createLogger } from '../terminal/logger.ts';

const defaultFile = 'outputs_to_configure.json';

type Format = 'text' | 'json';

/** `streamalert output`: where alerts can be sent, and with which credentials. */
export function outputCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('output').description(
    'set up, look at and try where alerts are sent; credentials are kept encrypted',
  );
  const sub = (name: string, description: string): Command =>
    command.command(name).description(description).addOption(confOption()).addOption(formatOption());

  sub(
    'set',
    'store the credentials of an output and name it in outputs.json: asked for on a terminal, else read as a JSON object',
  )
    .argument('<output>', 'service, or service:descriptor, e.g. slack:soc')
    .option('--from <file>', 'file with the JSON object (default: standard input)')
    .option('-u, --update', 'replace what is stored')
    .option('-y, --yes', 'do not ask')
    .addOption(dryRunOption())
    .action(async (output: string, options: StoreOptions & { from?: string }) =>
      exit(await set(output, options, context)),
    );
  sub('set-from-file', 'store all outputs that a file names, or none of them')
    .option('-f, --file <file>', 'the file, as generate-skeleton makes it', defaultFile)
    .option('-u, --update', 'replace what is stored')
    .option('-y, --yes', 'do not ask')
    .addOption(dryRunOption())
    .action(async (options: StoreOptions & { file: string }) => exit(await setFromFile(options, context)));
  command
    .command('generate-skeleton')
    .description('write a file for set-from-file, with a description in place of each value')
    .option('-s, --services <service...>', 'of these services (default: all)')
    .option('-f, --file <file>', 'the file', defaultFile)
    .option('-y, --yes', 'overwrite it')
    .action(async (options: SkeletonOptions) => exit(await generateSkeleton(options, context)));
  sub('get', 'show settings and credentials of outputs; secrets are hidden')
    .argument('<output>', 'service, or service:descriptor')
    .option('-d, --descriptors <descriptor...>', 'of the service')
    .option('--reveal', 'show secrets')
    .action(async (output: string, options: GetOptions) => exit(await get(output, options, context)));
  sub('list', 'list outputs that are configured or have credentials, one a line')
    .option('-s, --service <service...>', 'of these services (default: all)')
    .action(async (options: { conf: string; format: Format; service?: string[] }) => {
      const file = await readOutputsFile(options.conf);
      const services = chosenServices(options.service, findService);
      printList(await findOutputs(services, { secrets: openSecrets(context.settings), file }), options.format, context);
      exit(0);
    });
  sub('delete', 'forget the credentials of an output, and take it out of outputs.json')
    .argument('<output>', 'service:descriptor')
    .option('-y, --yes', 'do not ask')
    .addOption(dryRunOption())
    .action(async (output: string, options: EditOptions & { yes?: boolean }) =>
      exit(await remove(output, options, context)),
    );
  sub('test', 'send an alert that says it is a test, and print what came of it')
    .argument('<output>', 'service:descriptor')
    .addOption(verboseOption())
    .action(async (output: string, options: TestOptions & { verbose?: boolean }) => {
      const logger = createLogger(context, options.verbose === true, createLiveLine(context, 0));
      exit(await testOutput(parseOutput(output), options, context, logger));
    });
  return command;
}

async function set(output: string, options: StoreOptions & { from?: string }, context: Context): Promise<ExitCode> {
  const { service, descriptor } = parseTarget(output);
  const given = await readGiven(service, descriptor, options.from, context);
  return storeOutput(service, given, options, { stores: await storesOf(options.conf, context), context });
}

async function setFromFile(options: StoreOptions & { file: string }, context: Context): Promise<ExitCode> {
  const listed = readListed(options.file, await readText(options.file));
  for (const { service, given } of listed) {
    // Each addition is read by the next one.
    const stores = await storesOf(options.conf, context);
    const code = await storeOutput(service, given, options, { stores, context });
    if (code !== 0) return code;
  }
  return 0;
}

async function storesOf(conf: string, { settings }: Context) {
  return { secrets: openSecretsFile(settings), place: settings.configHome, file: await readOutputsFile(conf) };
}

interface SkeletonOptions {
  readonly services?: string[];
  readonly file: string;
  readonly yes?: boolean;
}

async function generateSkeleton({ services, file, yes }: SkeletonOptions, context: Context): Promise<ExitCode> {
  const skeleton = skeletonOf(chosenServices(services, findService));
  if (existsSync(file) && yes !== true)
    throw new UsageError(`${file} is there already, perhaps with secrets in it; --yes overwrites it`);
  await writeFile(file, skeleton, { mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot write ${file}: ${cause.code}`, { cause });
  });
  context.stderr.write(
    `Wrote ${file}. Fill it in, store it with "streamalert output set-from-file", and delete it: it will hold secrets.\n`,
  );
  return 0;
}

interface GetOptions {
  readonly conf: string;
  readonly format: Format;
  readonly descriptors?: string[];
  readonly reveal?: boolean;
}

async function get(output: string, options: GetOptions, context: Context): Promise<ExitCode> {
  const { service, descriptor } = parseTarget(output);
  const stores = { secrets: openSecrets(context.settings), file: await readOutputsFile(options.conf) };
  const named = descriptor === undefined ? options.descriptors : [descriptor, ...(options.descriptors ?? [])];
  await printOutputs(await chosenOutputs(service, named, stores), options, { stores, context });
  return 0;
}

async function remove(name: string, options: EditOptions & { yes?: boolean }, context: Context): Promise<ExitCode> {
  const output = parseOutput(name);
  const { secrets, file } = await storesOf(options.conf, context);
  const stored = (await secrets.list()).includes(output.secret);
  const changes = file === undefined ? [] : removalOf(file, output);
  if (!stored && changes.length === 0) throw new SecretError(`no credentials of ${output.name} are stored`);
  const dry = options.dryRun === true;
  const asks = !dry && options.yes !== true && context.stdin.isTTY;
  if (asks && !(await confirm(`Forget ${output.name}?`, context))) return 1;
  if (changes.length > 0) {
    // First the name, so that no rule can send to an output without credentials.
    const code = await editConf(options, { file: 'outputs.json', changes, said: `Removed ${output.name}` }, context);
    if (code !== 0) return code;
  }
  if (stored && !dry) await secrets.delete(output.secret);
  if (stored) context.stderr.write(`${dry ? 'Would forget' : 'Forgot'} the credentials of ${output.name}.\n`);
  return 0;
}

/** Never names a value in an error: it may be the secret itself. */
async function readGiven(
  service: OutputService,
  descriptor: string | undefined,
  from: string | undefined,
  context: Context,
): Promise<GivenOutput> {
  const asked = askedFields(service, descriptor === undefined);
  const nothingAsked = asked.length === 0 && from === undefined;
  const fields = nothingAsked
    ? {}
    : from === undefined && context.stdin.isTTY
      ? await askFields(asked, context)
      : parseFields(await readInput(from, context), service);
  const { problems, given } = checkFields(service, { ...fields, ...(descriptor !== undefined && { descriptor }) });
  if (problems !== undefined) throw new UsageError(problems.join('; '));
  return given;
}

async function readInput(from: string | undefined, { stdin }: Context): Promise<string> {
  return from === undefined || from === '-' ? text(stdin) : readText(from);
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  });
}

function parseFields(json: string, service: OutputService): Record<string, string> {
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
  throw new UsageError(`credentials are a JSON object of text, with ${fieldNames(service)}`);
}
