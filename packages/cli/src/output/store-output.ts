import type { SecretStore } from '@streamalert/core';
import type { OutputService } from '@streamalert/outputs';
import type { Context, ExitCode } from '../context.ts';
import { type EditOptions, editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { confirm } from '../terminal/confirm.ts';
import type { GivenOutput } from './fields.ts';
import { additionOf, type OutputsFile, settingsOf } from './outputs-file.ts';
import { type NamedOutput, namedOutput } from './target.ts';

/** Options of commands that store outputs. */
export interface StoreOptions extends EditOptions {
  readonly update?: boolean;
  readonly yes?: boolean;
}

/** What outputs are stored in. */
export interface OutputStores {
  readonly secrets: SecretStore;
  /** Where they are kept, to tell it. */
  readonly place: string;
  /** `undefined` when there is no configuration. */
  readonly file: OutputsFile | undefined;
}

/**
 * Stores credentials first, then names the output in `conf/outputs.json`: a rule cannot name an output whose credentials
 * are not there yet.
 */
export async function storeOutput(
  service: OutputService,
  given: GivenOutput,
  options: StoreOptions,
  { stores, context }: { readonly stores: OutputStores; readonly context: Context },
): Promise<ExitCode> {
  const output = namedOutput(service, given.descriptor);
  const { secrets, place, file } = stores;
  if (file === undefined && (given.value !== undefined || service.credentials.length === 0)) {
    throw new UsageError(
      `${output.name} is kept in ${options.conf}/outputs.json, and there is no ${options.conf}; make it with streamalert init`,
    );
  }
  if (!(await mayReplace(output, given, options, { stores, context }))) return 1;
  const dry = options.dryRun === true;
  if (service.credentials.length > 0) {
    if (!dry) await secrets.put(output.secret, given.credentials);
    context.stderr.write(`${dry ? 'Would store' : 'Stored'} the credentials of ${output.name} in ${place}.\n`);
  }
  const changes = file === undefined ? [] : additionOf(file, output, given.value);
  if (changes.length === 0) return 0;
  return editConf(options, { file: 'outputs.json', changes, said: `Set ${output.name}` }, context);
}

async function mayReplace(
  output: NamedOutput,
  given: GivenOutput,
  options: StoreOptions,
  { stores, context }: { readonly stores: OutputStores; readonly context: Context },
): Promise<boolean> {
  const { secrets, file } = stores;
  const hasSecret = output.service.credentials.length > 0 && (await secrets.list()).includes(output.secret);
  const before = file === undefined ? undefined : settingsOf(file, output);
  const hasValue = given.value !== undefined && before !== undefined && before !== given.value;
  if ((!hasSecret && !hasValue) || options.update === true || options.yes === true || options.dryRun === true)
    return true;
  const there = hasSecret ? `${output.name} has credentials already` : `${output.name} is configured already`;
  if (!context.stdin.isTTY) throw new UsageError(`${there}; --update replaces them`);
  return confirm(`${there}. Replace?`, context);
}
