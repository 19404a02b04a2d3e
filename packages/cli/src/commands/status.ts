import { createSystemClock, type Micros, type OutputName, ownOutputs, type StoredAlert } from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { formatOption, stateOption, verboseOption } from '../options.ts';
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
  readonly quarantine: { readonly records: number; readonly by_reason: Readonly<Record<string, number>> };
  readonly staged_rules: readonly string[];
  readonly history: { readonly pending_records: number };
}

/** `streamalert status`: what waits, and why. */
export function statusCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('status')
    .description('show what waits and why, what was rejected, and what is staged; also beside a running run')
    .addOption(stateOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (options: { state: string; format: 'text' | 'json' }) => {
      const status = await readStatus(options.state);
      context.stdout.write(
        options.format === 'json' ? `${JSON.stringify(status)}\n` : formatStatus(status, context.out),
      );
      exit(0);
    });
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
    const history = await state.history.pendingTotals();
    return {
      now: clock.now(),
      waiting: { alerts, outputs: [...outputs.values()], merging },
      queue: { bodies: (await state.queue.depth()).waiting },
      quarantine: { records, by_reason: byReason },
      staged_rules: (await state.ruleStatuses.list()).filter(({ staged }) => staged).map(({ ruleName }) => ruleName),
      history: { pending_records: history.reduce((sum, total) => sum + total.records, 0) },
    };
  } finally {
    await state.close();
  }
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
