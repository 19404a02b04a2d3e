import { createSystemClock, type Micros, type OutputName, ownOutputs, type StoredAlert } from '@streamalert/core';
import { type EmbeddedState, measureHistory, openState } from '@streamalert/embedded';
import { historyRoot } from '@streamalert/local';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { readDeploymentStatus, viewDeployment } from '../deploy/deployment-status.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { confOption, formatOption, stateOption, verboseOption } from '../options.ts';
import { formatDeploymentStatus } from '../terminal/deployment-status.ts';
import { formatStatus } from '../terminal/status.ts';

/** What waits for one output. */
export interface WaitingOutput {
  readonly output: OutputName;
  readonly alerts: number;
  readonly attempts: number;
  readonly oldest: Micros;
  readonly next_attempt?: Micros;
  readonly parked: number;
  /** Of the alert that was tried last. */
  readonly last_error?: string;
}

/** What a state directory holds. */
export interface Status {
  readonly now: Micros;
  readonly waiting: { readonly alerts: number; readonly outputs: readonly WaitingOutput[]; readonly merging: number };
  readonly queue: { readonly bodies: number };
  readonly quarantine: {
    readonly records: number;
    readonly by_reason: Readonly<Record<string, number>>;
    /** One of each reason: where it came from, and what exactly is wrong. */
    readonly examples: Readonly<Record<string, string>>;
  };
  readonly staged_rules: readonly string[];
  readonly history: {
    /** Durable, and not in a file yet. */
    readonly pending_records: number;
    /** In files, as are the UTC hours of arrival, `2026-11-20-08`. */
    readonly bytes: number;
    readonly first_hour?: string;
    readonly last_hour?: string;
  };
}

interface StatusOptions {
  readonly state: string;
  readonly deployed?: boolean;
  readonly conf: string;
  readonly format: 'text' | 'json';
}

/** `streamalert status`: what waits, and why. */
export function statusCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('status')
    .description('show what waits and why, what was rejected, and what is staged; also beside a running run')
    .addOption(stateOption())
    .option('--deployed', 'of the deployment on AWS: its stacks, versions, queues, dead letters and alarms')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (options: StatusOptions) => {
      if (options.deployed === true) return exit(await showDeployment(options, context));
      const status = await readStatus(options.state);
      context.stdout.write(
        options.format === 'json' ? `${JSON.stringify(status)}\n` : formatStatus(status, context.out),
      );
      exit(0);
    });
}

async function showDeployment({ conf, format }: StatusOptions, context: Context): Promise<ExitCode> {
  const deployment = await openDeployment(conf, context);
  if (deployment === undefined) return 1;
  const status = await readDeploymentStatus(deployment, await connect(deployment));
  context.stdout.write(
    format === 'json'
      ? `${JSON.stringify(viewDeployment(status))}\n`
      : formatDeploymentStatus(status, createSystemClock().now() / 1000, context.out),
  );
  return 0;
}

async function readStatus(dir: string): Promise<Status> {
  const clock = createSystemClock();
  const state = await openState({ dir, clock, readOnly: true });
  try {
    const outputs = new Map<OutputName, WaitingOutput>();
    let alerts = 0;
    let merging = 0;
    for await (const stored of state.alerts.waiting()) {
      const open = openOutputs(stored);
      if (open.length === 0) merging += 1;
      else alerts += 1;
      for (const output of open) outputs.set(output.output, join(outputs.get(output.output), output));
    }
    const { records, byReason } = await state.quarantine.summary();
    return {
      now: clock.now(),
      waiting: { alerts, outputs: [...outputs.values()], merging },
      queue: { bodies: (await state.queue.depth()).waiting },
      quarantine: { records, by_reason: byReason, examples: await findExamples(state, byReason) },
      staged_rules: (await state.ruleStatuses.list()).filter(({ staged }) => staged).map(({ ruleName }) => ruleName),
      history: await readHistory(state),
    };
  } finally {
    await state.close();
  }
}

async function readHistory(state: EmbeddedState): Promise<Status['history']> {
  const pending = await state.history.pendingTotals();
  const { bytes, firstHour, lastHour } = await measureHistory(historyRoot(state.dir));
  return {
    pending_records: pending.reduce((sum, total) => sum + total.records, 0),
    bytes,
    ...(firstHour !== undefined && { first_hour: firstHour }),
    ...(lastHour !== undefined && { last_hour: lastHour }),
  };
}

async function findExamples(
  { quarantine }: EmbeddedState,
  byReason: Readonly<Record<string, number>>,
): Promise<Record<string, string>> {
  const examples: Record<string, string> = {};
  const wanted = Object.keys(byReason).length;
  if (wanted === 0) return examples;
  for await (const { rejected, origin } of quarantine.list()) {
    examples[rejected.reason] ??= `${origin}: ${rejected.detail}`;
    if (Object.keys(examples).length === wanted) break;
  }
  return examples;
}

function openOutputs({ alert, deliveries }: StoredAlert): WaitingOutput[] {
  return ownOutputs(alert).flatMap((output) => {
    const delivery = deliveries.find((one) => one.output === output);
    if (delivery?.sentAt !== undefined) return [];
    return [
      {
        output,
        alerts: 1,
        attempts: delivery?.attempts ?? 0,
        oldest: alert.created,
        parked: delivery?.parked === true ? 1 : 0,
        ...(delivery?.nextAttempt !== undefined && { next_attempt: delivery.nextAttempt }),
        ...(delivery?.lastError !== undefined && { last_error: delivery.lastError }),
      },
    ];
  });
}

function join(a: WaitingOutput | undefined, b: WaitingOutput): WaitingOutput {
  if (a === undefined) return b;
  const next = Math.min(a.next_attempt ?? Number.POSITIVE_INFINITY, b.next_attempt ?? Number.POSITIVE_INFINITY);
  const error = b.last_error ?? a.last_error;
  return {
    output: a.output,
    alerts: a.alerts + b.alerts,
    attempts: Math.max(a.attempts, b.attempts),
    oldest: Math.min(a.oldest, b.oldest),
    parked: a.parked + b.parked,
    ...(Number.isFinite(next) && { next_attempt: next }),
    ...(error !== undefined && { last_error: error }),
  };
}
