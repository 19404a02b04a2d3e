import { open } from 'node:fs/promises';
import { type ClassifiedRecord, createSystemClock, type Json, parseJson, stringifyJson } from '@streamalert/core';
import { decodeBody, encodeAlertRow, QueueMessageError } from '@streamalert/core/wire';
import { isJsonObject } from '@streamalert/rules-sdk';
import { Command } from 'commander';
import { byteLines } from '../classify/byte-lines.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { type OpenEngine, openEngine } from '../evaluate/open-engine.ts';
import { flushed } from '../flushed.ts';
import { confOption, rulesOption, stateOption, verboseOption } from '../options.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { createLogger } from '../terminal/logger.ts';
import { formatCount, plural } from '../terminal/numbers.ts';

interface EvaluateOptions extends ProjectOptions {
  readonly state: string;
  readonly isolate: boolean;
  readonly verbose?: boolean;
}

/** `streamalert evaluate`: classified records in, alerts out. */
export function evaluateCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('evaluate')
    .description('run the rules on classified records, one or a list a line, as classify writes them: one alert a line')
    .argument('[file...]', 'lines of classify, or bodies and events of the queue; - for standard input', ['-'])
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(stateOption())
    .option('--no-isolate', 'run the rules in this thread, for debugging them')
    .addOption(verboseOption())
    .action(async (files: string[], options: EvaluateOptions) => exit(await evaluate(files, options, context)));
}

/** Counts of a command. */
interface Tally {
  records: number;
  skipped: number;
  unreadable: number;
  alerts: number;
  failures: number;
}

async function evaluate(files: readonly string[], options: EvaluateOptions, context: Context): Promise<ExitCode> {
  const project = await openProject(options, context);
  if (project === undefined) return 1;
  const clock = createSystemClock();
  const logger = createLogger(context, options.verbose === true, createLiveLine(context, 0));
  const engine = await openEngine({ project, stateDir: options.state, isolate: options.isolate, clock, logger });
  const tally: Tally = { records: 0, skipped: 0, unreadable: 0, alerts: 0, failures: 0 };
  try {
    for (const file of files) await evaluateFile(file, engine, tally, context);
  } finally {
    await engine.close();
  }
  const { records, skipped, unreadable, alerts, failures } = tally;
  const parts = [
    plural(records, 'record'),
    plural(alerts, 'alert'),
    ...(skipped > 0 ? [`${formatCount(skipped)} rejected before, passed over`] : []),
    ...(unreadable > 0 ? [`${plural(unreadable, 'line')} unreadable`] : []),
    ...(failures > 0 ? [`${plural(failures, 'rule error')}`] : []),
  ];
  context.stderr.write(`${parts.join(' · ')}\n`);
  return unreadable + failures > 0 ? 1 : 0;
}

/** Enough for the worker to be busy while lines are read, and few enough that alerts come while they are. */
const recordsPerCall = 1000;

async function evaluateFile(file: string, engine: OpenEngine, tally: Tally, context: Context): Promise<void> {
  let batch: ClassifiedRecord[] = [];
  let number = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await evaluateBatch(batch, engine, tally, context);
    batch = [];
  };
  for await (const line of byteLines(await openFile(file, context))) {
    number += 1;
    if (context.readerGone.aborted) return;
    const read = readLine(Buffer.from(line).toString());
    tally.skipped += read.skipped;
    if (read.problem !== undefined) {
      tally.unreadable += 1;
      const place = `${file === '-' ? 'standard input' : file}:${number}`;
      context.stderr.write(`${context.err.red('error')}  ${place}   ${read.problem}\n`);
    }
    batch.push(...read.records);
    if (batch.length >= recordsPerCall) await flush();
  }
  await flush();
}

async function openFile(file: string, context: Context): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return context.stdin;
  try {
    return (await open(file)).createReadStream();
  } catch (cause) {
    throw new UsageError(`cannot read ${file}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}

interface ReadLine {
  readonly records: readonly ClassifiedRecord[];
  /** Rejected records among what `classify` wrote. */
  readonly skipped: number;
  readonly problem?: string;
}

/** A line of `classify`, a queue body, or an event of the queue, whose `Records` hold bodies. */
function readLine(line: string): ReadLine {
  if (line.trim() === '') return { records: [], skipped: 0 };
  try {
    const value = parseJson(line);
    if (isJsonObject(value) && Array.isArray(value['Records'])) return readEvent(value['Records'] as readonly Json[]);
    if (isJsonObject(value) && value['kind'] === 'rejected') return { records: [], skipped: 1 };
    return { records: decodeBody(line), skipped: 0 };
  } catch (error) {
    if (error instanceof QueueMessageError) return { records: [], skipped: 0, problem: error.message };
    if (error instanceof SyntaxError) return { records: [], skipped: 0, problem: 'is not JSON' };
    throw error;
  }
}

/** Of several bodies, those that can be read are; the first that cannot is told of. */
function readEvent(messages: readonly Json[]): ReadLine {
  const parts = messages.map((message): ReadLine => {
    const body = isJsonObject(message) ? message['body'] : undefined;
    if (typeof body === 'string') return readLine(body);
    return { records: [], skipped: 0, problem: 'an element of Records has no text "body"' };
  });
  const problem = parts.find((part) => part.problem !== undefined)?.problem;
  return {
    records: parts.flatMap(({ records }) => records),
    skipped: parts.reduce((sum, { skipped }) => sum + skipped, 0),
    ...(problem !== undefined && { problem }),
  };
}

async function evaluateBatch(
  batch: readonly ClassifiedRecord[],
  engine: OpenEngine,
  tally: Tally,
  context: Context,
): Promise<void> {
  const { alerts, failures } = await engine.evaluate(batch);
  tally.records += batch.length;
  tally.alerts += alerts.length;
  tally.failures += failures.length;
  for (const { rule, recordId, message } of failures) {
    context.stderr.write(`${context.err.red('error')}  rule ${rule} failed: ${message}  record=${recordId}\n`);
  }
  const lines = alerts.map((alert) => `${stringifyJson(encodeAlertRow(alert))}\n`).join('');
  if (lines !== '') await flushed(context.stdout, lines, context.readerGone);
}
