import { type ExplainRecordOptions, explainRecord, type RecordExplanation } from '@streamalert/classifier';
import { createSystemClock, payloadId, type QuarantinedRecord, stringifyJson } from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { chooseSource } from '@streamalert/local';
import { createIndicatorMatcher, explainRules, type RulesEngineOptions } from '@streamalert/rules-engine';
import { type OpenedTestEvent, openTestEvent } from '@streamalert/testing';
import { Command, Option } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { openResources } from '../evaluate/open-resources.ts';
import { confOption, formatOption, positiveNumber, rulesOption, stateOption, verboseOption } from '../options.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { readSample } from '../read-sample.ts';
import { type ExplainedItem, formatRules, formatSchemas } from '../terminal/explanation.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { createLogger } from '../terminal/logger.ts';
import { plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

interface ExplainCommandOptions extends ProjectOptions {
  readonly record?: string;
  readonly rejected?: string;
  readonly event?: string;
  readonly number: number;
  readonly state: string;
  readonly cluster?: string;
  readonly source?: string;
  readonly all?: boolean;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
}

/** `streamalert explain`: why a record is classified or not, and what each rule makes of it. */
export function explainCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('explain')
    .description('why a record is classified or not, schema by schema, and what each rule makes of it')
    .addOption(new Option('--record <file>', 'a record, a document of records, or lines; - for standard input'))
    .option('--number <n>', 'which line of the file, from 1', positiveNumber, 1)
    .addOption(
      new Option('--rejected <id>', 'a record of the quarantine: its id, or its place there, from 1').conflicts(
        'record',
      ),
    )
    .addOption(
      new Option('--event <file:n>', 'an event of a test file, e.g. rules/root.json:2').conflicts([
        'record',
        'rejected',
      ]),
    )
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(stateOption())
    .option('--cluster <name>', 'cluster to explain it for (default: the one whose data_sources hold the source)')
    .option('--source <kind:name>', 'configured source that the record stands for, e.g. s3:my-bucket')
    .option('--all', 'also the log types that are far from it')
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (options: ExplainCommandOptions) => exit(await explain(options, context)));
}

/** What is explained, for which cluster, and what it is called. */
interface Subject extends ExplainRecordOptions {
  readonly cluster: string;
  readonly title: string;
  /** What rules see beside the record, where it is not the present of this machine. */
  readonly engine?: OpenedTestEvent['engine'];
}

async function explain(options: ExplainCommandOptions, context: Context): Promise<ExitCode> {
  const { record, rejected, event } = options;
  if ((record ?? rejected ?? event) === undefined) {
    throw new UsageError('name --record FILE, --rejected ID or --event FILE:N');
  }
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const subject = await findSubject(options, project, context);
  const explanation = explainData(project, subject);
  const surroundings = await openSurroundings(subject, project, options, context);
  const items = await explainItems(project, explanation, surroundings).finally(surroundings.close);
  context.stdout.write(
    options.format === 'json'
      ? `${stringifyJson({ ...explanation, classified: items })}\n`
      : `${format(subject, explanation, items, options.all === true, context).join('\n')}\n`,
  );
  return 0;
}

async function findSubject(options: ExplainCommandOptions, project: Project, context: Context): Promise<Subject> {
  const { record, rejected, event } = options;
  if (record !== undefined) return readSubject(record, options, project, context);
  if (rejected !== undefined) return subjectOf(await findRejected(rejected, options.state));
  const { source, cluster, text, description, engine } = await openTestEvent(project.config, event as string);
  const title = `event ${event}: ${description}`;
  return { source, cluster, data: text, payloadId: payloadId('test', event as string), title, engine };
}

async function readSubject(
  path: string,
  { number, cluster, source }: ExplainCommandOptions,
  { config }: Project,
  context: Context,
): Promise<Subject> {
  const chosen = chooseSource(config, {
    ...(cluster !== undefined && { cluster }),
    ...(source !== undefined && { source }),
  });
  const records = await readSample(path, context);
  const found = records[number - 1];
  const name = path === '-' ? 'standard input' : path;
  if (found === undefined)
    throw new UsageError(`${name} has ${plural(records.length, 'record')}, none of number ${number}`);
  const title = records.length === 1 ? name : `record ${number} of ${records.length} of ${name}`;
  return { ...chosen, ...found, payloadId: payloadId('explain', path, String(number)), title };
}

/** @throws UsageError when the quarantine does not hold it. */
async function findRejected(wanted: string, dir: string): Promise<QuarantinedRecord> {
  const state = await openState({ dir, clock: createSystemClock(), readOnly: true });
  try {
    const byId = await state.quarantine.get(wanted);
    if (byId !== undefined) return byId;
    let place = 0;
    for await (const record of state.quarantine.list()) {
      place += 1;
      if (String(place) === wanted) return record;
    }
    throw new UsageError(
      `the quarantine of ${dir} holds ${plural(place, 'record')}, none with the id or place ${wanted}`,
    );
  } finally {
    await state.close();
  }
}

function subjectOf({ rejected, origin, data }: QuarantinedRecord): Subject {
  const { cluster, service, resource, id } = rejected;
  const title = `rejected record ${id} of ${origin}`;
  return { cluster, source: { service, resource }, data, payloadId: id, title };
}

/** An item that was taken out of its document is no longer found by the path that found it there. */
function explainData({ config }: Project, { cluster: name, ...subject }: Subject): RecordExplanation {
  const cluster = config.clusters.get(name);
  if (cluster === undefined) throw new UsageError(`there is no cluster "${name}" any more`);
  const options = { cluster, logTypes: config.logTypes };
  const explanation = explainRecord(options, subject);
  const alone = explanation.schemas.every(({ obstacle }) => obstacle?.kind === 'parser');
  return alone && explanation.schemas.length > 0 ? explainRecord(options, { ...subject, as: 'item' }) : explanation;
}

/** What rules see beside the record: that of a test event, or what the configuration and the state hold. */
async function openSurroundings(
  { engine }: Subject,
  { config }: Project,
  { state: stateDir, verbose }: ExplainCommandOptions,
  context: Context,
) {
  if (engine !== undefined) return { engine, close: async () => {} };
  const clock = createSystemClock();
  const logger = createLogger(context, verbose === true, createLiveLine(context, 0));
  const { close, intel, ...resources } = await openResources({ config, stateDir, clock, logger });
  const matcher = intel && { intel: createIndicatorMatcher({ ...intel, clock }) };
  return { engine: { clock, ...resources, ...matcher }, close };
}

async function explainItems(
  { config, rules }: Project,
  { classified }: RecordExplanation,
  { engine }: { readonly engine: Omit<RulesEngineOptions, 'rules' | 'defaultOutputs'> },
): Promise<readonly (ExplainedItem & RecordExplanation['classified'][number])[]> {
  const options = {
    rules: rules.map(({ rule }) => rule),
    defaultOutputs: config.global.defaultOutputs,
    ...engine,
  };
  const items: (ExplainedItem & RecordExplanation['classified'][number])[] = [];
  for (const record of classified) {
    const intel = (await engine.intel?.match([record]))?.enriched.get(0)?.hits;
    items.push({ ...record, ...(intel !== undefined && { intel }), rules: await explainRules(options, record) });
  }
  return items;
}

/** Beyond this many items of a document, text shows only those in which a rule fired or failed. */
const mostItems = 3;

function format(
  { title, source, cluster }: Subject,
  explanation: RecordExplanation,
  items: readonly ExplainedItem[],
  all: boolean,
  { out }: Context,
): string[] {
  const stirring = items.filter(({ rules }) => rules.some(({ outcome }) => outcome !== 'quiet'));
  const shown = items.length > mostItems ? stirring : items;
  const quiet = items.length - shown.length;
  return [
    `${out.bold(printable(title))}   source ${source.service}:${source.resource}   cluster ${cluster}`,
    ...formatSchemas(explanation, all, out),
    ...shown.flatMap((item) => [
      ...(items.length > 1 ? ['', `item ${items.indexOf(item) + 1}`] : ['']),
      ...formatRules(item, out),
    ]),
    ...(quiet > 0 ? ['', `no rule fired on ${plural(quiet, shown.length > 0 ? 'other item' : 'item')}`] : []),
  ];
}
