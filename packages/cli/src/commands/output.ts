import { readFileSync } from 'node:fs';
import { outputSecretName } from '@streamalert/core/naming';
import { outputServices } from '@streamalert/outputs';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { openSecretsFile } from '../secrets.ts';

/** `streamalert output`: credentials of outputs, in the encrypted file. */
export function outputCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('output').description('keep credentials of outputs, encrypted, on this machine');
  command
    .command('set')
    .description('store the credentials of an output, read as a JSON object from a file or standard input')
    .argument('<output>', 'service:descriptor, e.g. webhook:soc')
    .option('--from <file>', 'file with the JSON object; - for standard input', '-')
    .action(async (output: string, options: { from: string }) => {
      const { service, descriptor, secret } = parseOutput(output);
      await openSecretsFile(context.settings).put(secret, readFields(service, options.from));
      context.stderr.write(`Stored the credentials of ${service}:${descriptor} in ${context.settings.configHome}.\n`);
      exit(0);
    });
  command
    .command('list')
    .description('list the outputs whose credentials are stored')
    .action(async () => {
      for (const name of await openSecretsFile(context.settings).list()) {
        const [, service, ...descriptor] = name.split('/');
        context.stdout.write(`${service}:${descriptor.join('/')}\n`);
      }
      exit(0);
    });
  command
    .command('delete')
    .description('forget the credentials of an output')
    .argument('<output>', 'service:descriptor')
    .action(async (output: string) => {
      await openSecretsFile(context.settings).delete(parseOutput(output).secret);
      exit(0);
    });
  return command;
}

function parseOutput(output: string) {
  const [service = '', descriptor = '', ...rest] = output.split(':');
  const known = outputServices.find((one) => one.service === service);
  if (known === undefined || descriptor === '' || rest.length > 0) {
    const services = outputServices.filter(({ credentials }) => credentials.length > 0).map((one) => one.service);
    throw new UsageError(`"${output}" is not service:descriptor with a service of ${services.join(', ')}`);
  }
  return { service: known, descriptor, secret: outputSecretName(service, descriptor) };
}

/** Never names a value in an error: it may be the secret itself. */
function readFields(service: ReturnType<typeof parseOutput>['service'], from: string): Record<string, string> {
  const accepted = service.credentials.map(({ name, optional }) => (optional === true ? `${name} (optional)` : name));
  const fields = parseFields(readFileSync(from === '-' ? 0 : from, 'utf8'), accepted);
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

function parseFields(text: string, accepted: readonly string[]): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(text);
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
