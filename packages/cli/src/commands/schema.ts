import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  findOverlaps,
  inferSchema,
  type Overlap,
  type OverlapSample,
  type PayloadRecord,
  type SchemaSample,
} from '@streamalert/classifier';
import { type Cluster, type Config, type LogTypeSchema, loadConfig } from '@streamalert/config';
import { type JsonObject, parseJson, services, stringifyJson } from '@streamalert/core';
import { eventsDirectory } from '@streamalert/log-types';
import { decodeJson } from '@streamalert/parsers';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { confOption, formatOption, verboseOption } from '../options.ts';
import { readSample } from '../read-sample.ts';
import { plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

/** `streamalert schema`: log types out of samples, and log types that are in each other's way. */
export function schemaCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('schema')
    .description('propose log types, and find those that take the same records')
    .addCommand(inferCommand(context))
    .addCommand(overlapsCommand(context, exit));
}

function inferCommand(context: Context): Command {
  return new Command('infer')
    .description('propose a file for conf/schemas that takes all records of some JSON samples')
    .argument('<file...>', 'JSON documents or JSON lines, maybe gzipped; - for standard input')
    .option('--name <log-type>', 'name of the log type, e.g. vpn:login (default: that of the first file)')
    .addOption(verboseOption())
    .action(async (files: readonly string[], { name }: { name?: string }) => {
      const samples: SchemaSample[] = [];
      for (const file of files) {
        for (const [at, record] of (await readSample(file, context)).entries()) {
          samples.push(decodeSample(record, `${file === '-' ? 'standard input' : file}, record ${at + 1}`));
        }
      }
      const { entry, records, notObjects } = inferSchema(samples);
      if (records === 0) throw new UsageError('there are no objects in it, and records are objects');
      context.stdout.write(`${stringifyJson({ [name ?? nameOf(files[0] as string)]: entry }, { indent: 2 })}\n`);
      const passed = notObjects > 0 ? `; ${plural(notObjects, 'item')} no objects, which nothing takes` : '';
      context.stderr.write(`Founded on ${plural(records, 'record')}${passed}.\n`);
    });
}

function decodeSample({ data }: PayloadRecord, place: string): SchemaSample {
  const decoded = decodeJson(data);
  if (!decoded.ok) throw new UsageError(`${place} is ${decoded.reason}: log types are proposed for JSON alone`);
  return decoded;
}

/** `logs/vpn-login.json.gz` → `vpn-login` */
function nameOf(file: string): string {
  return (basename(file).split('.')[0] as string).replaceAll(':', '_') || 'sample';
}

function overlapsCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('overlaps')
    .description('log types of conf/ that take the same records, and which of them decides')
    .argument('[file...]', 'samples (default: the test events of the shipped log types)')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (files: readonly string[], { conf, format }: { conf: string; format: 'text' | 'json' }) => {
      const { config } = await loadConfig(conf);
      if (config === undefined) {
        context.stderr.write(`${conf} has errors: streamalert validate shows them.\n`);
        return exit(1);
      }
      const samples = files.length > 0 ? await readSamples(files, context) : await readShippedEvents();
      const keeps = [...config.clusters.values()].some(({ additionalKeys = 'reject' }) => additionalKeys !== 'reject');
      const found = findOverlaps(config.logTypes, samples, { additionalKeys: keeps ? 'keep' : 'reject' });
      const overlaps = found.map((overlap) => describeOverlap(overlap, config));
      context.stdout.write(
        format === 'json'
          ? `${stringifyJson({ samples: samples.length, overlaps })}\n`
          : formatOverlaps(samples.length, overlaps),
      );
    });
}

async function readSamples(files: readonly string[], context: Context): Promise<OverlapSample[]> {
  const samples: OverlapSample[] = [];
  for (const file of files) {
    const records = await readSample(file, context);
    samples.push(...records.map((record, at) => ({ ...record, origin: `${file}:${at + 1}` })));
  }
  return samples;
}

async function readShippedEvents(): Promise<OverlapSample[]> {
  const samples: OverlapSample[] = [];
  for (const file of (await readdir(eventsDirectory)).sort()) {
    const events = parseJson(await readFile(join(eventsDirectory, file), 'utf8')) as readonly JsonObject[];
    for (const [at, { data }] of events.entries()) {
      if (data !== undefined) samples.push({ data, origin: `test event ${file}:${at + 1}` });
    }
  }
  return samples;
}

/** An overlap as data. */
interface DescribedOverlap {
  /** In the order in which they are tried. */
  readonly log_types: readonly string[];
  readonly samples: number;
  readonly example: string;
  readonly decides: string;
  readonly because: string;
  /** Sources that list several of them, as `cluster/service:resource`. Elsewhere the overlap does not matter. */
  readonly sources: readonly string[];
}

function describeOverlap({ logTypes, samples, example }: Overlap, { clusters }: Config): DescribedOverlap {
  const [first, second] = logTypes as [LogTypeSchema, LogTypeSchema];
  const names = logTypes.map(({ name }) => name);
  return {
    log_types: names,
    samples,
    example,
    decides: first.name,
    because: whyFirst(first, second),
    sources: [...clusters.values()].flatMap((cluster) => sharedSources(cluster, names)),
  };
}

function whyFirst(first: LogTypeSchema, second: LogTypeSchema): string {
  const [one, other] = [first.configuration.priority, second.configuration.priority];
  if (one !== other) return `its priority is ${one ?? 'not given'}, that of ${second.name} ${other ?? 'not given'}`;
  if (first.file === second.file) return `it stands before ${second.name} in ${first.file}`;
  return `${first.file} is read before ${second.file}`;
}

function sharedSources({ name, dataSources }: Cluster, logTypes: readonly string[]): string[] {
  const sources = logTypes.map((logType) => logType.split(':', 1)[0] as string);
  return services.flatMap((service) =>
    Object.entries(dataSources[service] ?? {})
      .filter(([, listed]) => sources.filter((source) => listed.includes(source)).length > 1)
      .map(([resource]) => `${name}/${service}:${resource}`),
  );
}

function formatOverlaps(samples: number, overlaps: readonly DescribedOverlap[]): string {
  const lines = overlaps.flatMap((overlap) => [
    overlap.log_types.join(', '),
    `  ${plural(overlap.samples, 'sample')}, first ${overlap.example}`,
    `  ${overlap.decides} decides: ${overlap.because}`,
    `  ${overlap.sources.length > 0 ? `together at ${overlap.sources.join(', ')}` : 'no source lists them together'}`,
    '',
  ]);
  const count = overlaps.length === 0 ? 'no overlaps' : plural(overlaps.length, 'overlap');
  return `${[...lines, `${count} in ${plural(samples, 'sample')}`].map(printable).join('\n')}\n`;
}
