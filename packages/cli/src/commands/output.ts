import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { outputSecretName } from '@streamalert/core/naming';
import { SecretError } from '@streamalert/embedded';
import { type OutputService, outputServices } from '@streamalert/outputs';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { formatOption } from '../options.ts';
import { openSecretsFile } from '../secrets.ts';
import { askFields } from '../terminal/ask-fields.ts';

/** `streamalert output`: credentials of outputs, in the encrypted file. */
export function outputCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('output').description('keep credentials of outputs, encrypted, on this machine');
  command
    .command('set')
    .description('store the credentials of an output: asked for on a terminal, else read as a JSON object')
    .argument('<output>', 'service:descriptor, e.g. webhook:soc')
    .option('--from <file>', 'file with the JSON object (default: standard input)')
    .action(async (output: string, options: { from?: string }) => {
      const { service, secret } = parseOutput(output);
      await openSecretsFile(context.settings).put(secret, await readFields(service, options.from, context));
      context.stderr.write(`Stored the credentials of ${output} in ${context.settings.configHome}.\n`);
      exit(0);
    });
  command
    .command('list')
    .description('list the outputs whose credentials are stored')
    .addOption(formatOption())
    .action(async ({ format }: { format: 'text' | 'json' }) => {
      const outputs = (await openSecretsFile(context.settings).list()).map(outputOf);
      context.stdout.write(
        format === 'json' ? `${JSON.stringify({ outputs })}\n` : outputs.map((output) => `${output}\n`).join(''),
      );
      exit(0);
    });
  command
    .command('delete')
    .description('forget the credentials of an output')
    .argument('<output>', 'service:descriptor')
    .action(async (output: string) => {
      const { secret } = parseOutput(output);
      const secrets = openSecretsFile(context.settings);
      if (!(await secrets.list()).includes(secret)) throw new SecretError(`no credentials of ${output} are stored`);
      await secrets.delete(secret);
      context.stderr.write(`Forgot the credentials of ${output}.\n`);
      exit(0);
    });
  return command;
}

/** The output that a secret's name is about: the inverse of `outputSecretName`. */
function outputOf(secret: string): string {
  const [, service, ...descriptor] = secret.split('/');
  return `${service}:${descriptor.join('/')}`;
}

function parseOutput(output: string) {
  const [service = '', descriptor = '', ...rest] = output.split(':');
  const services = outputServices.filter(({ credentials }) => credentials.length > 0);
  const known = services.find((one) => one.service === service);
  if (known === undefined || descriptor === '' || rest.length > 0) {
    const names = services.map((one) => one.service);
    throw new UsageError(
      `"${output}" is not service:descriptor with a service that has credentials: ${names.join(', ')}`,
    );
  }
  return { service: known, secret: outputSecretName(service, descriptor) };
}

/** Never names a value in an error: it may be the secret itself. */
async function readFields(
  service: OutputService,
  from: string | undefined,
  context: Context,
): Promise<Record<string, string>> {
  const accepted = service.credentials.map(({ name, optional }) => (optional === true ? `${name} (optional)` : name));
  const ask = from === undefined && context.stdin.isTTY;
  const fields = ask
    ? await askFields(service.credentials, context)
    : parseFields(await readInput(from, context), accepted);
  const unknown = Object.keys(fields).filter((name) => !service.credentials.some((field) => field.name === name));
  if (unknown.length > 0) {
    throw new UsageError(`${service.service} has no ${unknown.join(', ')}; it takes ${accepted.join(', ')}`);
  }
  for (const { name, optional, validate } of service.credentials) {
    const value = fields[name];
    if (value === undefined && optional !== true) throw new UsageError(`"${name}" is missing`);
    const problem = value === undefined ? undefined : validate?.(value);
    if (problem !== undefined) throw new UsageError(`"${name}" ${problem}`);
  }
  return fields;
}

async function readInput(from: string | undefined, { stdin }: Context): Promise<string> {
  if (from === undefined || from === '-') return text(stdin);
  return readFile(from, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${from}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  });
}

function parseFields(json: string, accepted: readonly string[]): Record<string, string> {
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
  throw new UsageError(`credentials are a JSON object of text, with ${accepted.join(', ')}`);
}
