import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { loadConfig } from '@streamalert/config';
import { type Alert, createSystemClock, type DeliveryOutcome, historyOutput, type Logger } from '@streamalert/core';
import { createMetrics } from '@streamalert/embedded';
import { createLocalOutputs } from '@streamalert/local';
import { checkOutputs, createAlertProcessor } from '@streamalert/outputs';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { openSecrets } from '../secrets.ts';
import { printIssues } from '../terminal/issues.ts';
import { printable } from '../terminal/printable.ts';
import type { NamedOutput } from './target.ts';

/** Longer than a delivery of a run may take: somebody waits for this one. */
const deadlineMs = 60_000;

/** Options of the command. */
export interface TestOptions {
  readonly conf: string;
  readonly format: 'text' | 'json';
}

/** Sends one alert that says it is a test, as a run would send it, and prints what came of it. */
export async function testOutput(
  output: NamedOutput,
  { conf, format }: TestOptions,
  context: Context,
  logger: Logger,
): Promise<ExitCode> {
  if (output.name === historyOutput)
    throw new UsageError(`${historyOutput} is the history; streamalert search reads it`);
  const { config, issues } = await loadConfig(conf);
  if (config === undefined) {
    printIssues(issues, context);
    throw new UsageError(`${conf} has errors; nothing was sent`);
  }
  printIssues(
    checkOutputs(config).filter(({ pointer }) => concerns(pointer, output)),
    context,
  );
  const clock = createSystemClock();
  const alert = testAlert(output, config.global.accountId === undefined ? '' : config.global.prefix, clock.now());
  const target = format === 'json' ? context.stderr : context.stdout;
  const processor = createAlertProcessor({
    outputs: createLocalOutputs({
      config,
      logger,
      console: {
        write: (text) => target.write(text),
        color: format === 'text' && context.out.isColorSupported,
        width: () => target.columns,
      },
    }),
    descriptors: config.outputs,
    secrets: openSecrets(context.settings),
    publishers: new Map(),
    clock,
    // What it says of a failure is printed here.
    logger: { debug: logger.debug, info: logger.info, warn: logger.debug, error: logger.error },
    metrics: createMetrics(),
    deadlineMs,
  });
  const started = performance.now();
  let outcome: DeliveryOutcome | undefined;
  await processor.deliver({ alert, deliveries: [] }, async (one) => {
    outcome = one;
  });
  const seconds = Math.round(performance.now() - started) / 1000;
  printOutcome({ output, alert, outcome, seconds, path: join(conf, 'outputs.json') }, format, context);
  return outcome?.kind === 'sent' ? 0 : 1;
}

const concerns = (pointer: string | undefined, { service }: NamedOutput): boolean =>
  pointer === `/${service.service}` || pointer?.startsWith(`/${service.service}/`) === true;

/** Marked in every text that a service may show. */
function testAlert({ name, descriptor }: NamedOutput, prefix: string, created: number): Alert {
  return {
    id: randomUUID(),
    ruleName: 'streamalert_output_test',
    title: `TEST of ${name}`,
    ruleDescription: 'This is a test alert, sent by "streamalert output test". Nothing happened; nobody needs to act.',
    record: { test: true, message: `StreamAlert reaches ${name}.`, descriptor, ...(prefix !== '' && { prefix }) },
    outputs: [name as Alert['outputs'][number]],
    created,
    cluster: 'test',
    logSource: 'streamalert:test',
    logType: 'json',
    sourceService: 'streamalert',
    sourceEntity: 'output-test',
    context: {},
    publishers: {},
    mergeByKeys: [],
    mergeWindowMinutes: 0,
    staged: false,
    severity: 'info',
  };
}

interface Tested {
  readonly output: NamedOutput;
  readonly alert: Alert;
  readonly outcome: DeliveryOutcome | undefined;
  readonly seconds: number;
  readonly path: string;
}

function printOutcome(
  { output, alert, outcome, seconds }: Tested,
  format: 'text' | 'json',
  { stdout, out }: Context,
): void {
  const sent = outcome?.kind === 'sent';
  const reason = outcome === undefined || outcome.kind === 'sent' ? undefined : outcome.reason;
  if (format === 'json') {
    const kind = sent ? 'sent' : outcome?.kind === 'retry' ? 'failed' : 'refused';
    stdout.write(
      `${JSON.stringify({ output: output.name, result: kind, ...(reason !== undefined && { reason }), alert_id: alert.id, seconds })}\n`,
    );
    return;
  }
  const result = sent ? out.green('sent') : `${out.red('not sent')}  ${printable(reason ?? 'it was not tried')}`;
  const hint = sent
    ? `  look for alert ${alert.id}`
    : outcome?.kind === 'retry'
      ? '  (may pass by itself: a run would try again)'
      : '';
  stdout.write(`${output.name}  ${result}  ${seconds.toFixed(1)} s${hint}\n`);
}
