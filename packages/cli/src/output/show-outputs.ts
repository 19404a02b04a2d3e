import type { SecretStore } from '@streamalert/core';
import { type OutputService, outputServices } from '@streamalert/outputs';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../terminal/printable.ts';
import { descriptorsOf, type OutputsFile, settingsOf } from './outputs-file.ts';
import { type NamedOutput, namedOutput } from './target.ts';

const hidden = '••••••••';

/** What there is of one output. */
interface FoundOutput {
  readonly output: NamedOutput;
  readonly configured: boolean;
  readonly credentials: 'stored' | 'missing' | 'none needed';
}

/** Where outputs are looked for. */
export interface Stores {
  /** Every place that credentials are read from. */
  readonly secrets: SecretStore;
  readonly file: OutputsFile | undefined;
}

/** Outputs of some services that are configured, or have credentials, in order of their names. */
export async function findOutputs(
  services: readonly OutputService[],
  { secrets, file = {} }: Stores,
): Promise<readonly FoundOutput[]> {
  const stored = new Set(await secrets.list());
  const found: FoundOutput[] = [];
  for (const service of services) {
    const configured = new Set(descriptorsOf(file, service.service));
    const prefix = namedOutput(service, '').secret;
    const kept = [...stored].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    for (const descriptor of [...new Set([...configured, ...kept])].sort()) {
      const output = namedOutput(service, descriptor);
      // The environment does not tell names, so that it is asked for each.
      const has = kept.includes(descriptor) || (await secrets.get(output.secret).catch(() => undefined)) !== undefined;
      const credentials = service.credentials.length === 0 ? 'none needed' : has ? 'stored' : 'missing';
      found.push({ output, configured: configured.has(descriptor), credentials });
    }
  }
  return found;
}

/** One name a line; after it what is missing, if something is. */
export function printList(found: readonly FoundOutput[], format: 'text' | 'json', { stdout }: Context): void {
  if (format === 'json') {
    const outputs = found.map(({ output, configured, credentials }) => ({
      output: output.name,
      configured,
      credentials,
    }));
    stdout.write(`${JSON.stringify({ outputs })}\n`);
    return;
  }
  for (const { output, configured, credentials } of found) {
    const missing = [
      ...(configured ? [] : ['not in outputs.json']),
      ...(credentials === 'missing' ? ['no credentials'] : []),
    ];
    stdout.write(`${printable(output.name)}${missing.length === 0 ? '' : `  ${missing.join(', ')}`}\n`);
  }
}

/** Settings and credentials of outputs; secret fields are masked unless they are to be revealed. */
export async function printOutputs(
  outputs: readonly NamedOutput[],
  options: { readonly format: 'text' | 'json'; readonly reveal?: boolean },
  { stores, context }: { readonly stores: Stores; readonly context: Context },
): Promise<void> {
  const shown = [];
  for (const output of outputs) {
    const settings = stores.file === undefined ? undefined : settingsOf(stores.file, output);
    const fields = (await stores.secrets.get(output.secret)) ?? {};
    const credentials = Object.entries(fields).map(([name, value]) => {
      // A field that the service does not know may be a secret all the same.
      const masked = output.service.credentials.find((field) => field.name === name)?.mask ?? true;
      return [name, masked && options.reveal !== true ? hidden : value] as const;
    });
    shown.push({
      output: output.name,
      ...(settings !== undefined && { settings }),
      credentials: Object.fromEntries(credentials),
    });
  }
  context.stdout.write(
    options.format === 'json' ? `${JSON.stringify({ outputs: shown })}\n` : shown.map(textOf).join(''),
  );
}

function textOf({
  output,
  settings,
  credentials,
}: {
  readonly output: string;
  readonly settings?: unknown;
  readonly credentials: Readonly<Record<string, string>>;
}): string {
  const rows = [
    ...(settings === undefined ? [] : [['in outputs.json', JSON.stringify(settings)] as const]),
    ...Object.entries(credentials),
  ];
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${printable(value)}\n`);
  return `${printable(output)}\n${lines.join('') || '  nothing is stored\n'}`;
}

/** The outputs somebody named: all of a service, some of its descriptors, or one. @throws UsageError for one that is nowhere. */
export async function chosenOutputs(
  service: OutputService,
  descriptors: readonly string[] | undefined,
  stores: Stores,
): Promise<readonly NamedOutput[]> {
  const found = (await findOutputs([service], stores)).map(({ output }) => output);
  if (descriptors === undefined) return found;
  return descriptors.map((descriptor) => {
    const output = found.find((one) => one.descriptor === descriptor);
    if (output !== undefined) return output;
    const there = found.map(({ name }) => name).join(', ') || `no ${service.service} output`;
    throw new UsageError(`there is no ${service.service}:${descriptor}; there is ${there}`);
  });
}

/** Services by name, all of them for none. */
export function chosenServices(
  names: readonly string[] | undefined,
  find: (name: string) => OutputService,
): readonly OutputService[] {
  return names === undefined || names.length === 0 ? outputServices : names.map(find);
}
