import { type DeliveryState, formatTimestamp, type OutputName, ownOutputs, type StoredAlert } from '@streamalert/core';

/** How it stands with one output. */
export interface OutputView {
  readonly output: OutputName;
  readonly state: 'sent' | 'waiting' | 'parked';
  readonly attempts: number;
  readonly sent_at?: string;
  readonly next_attempt?: string;
  readonly last_error?: string;
}

/** An alert that waits, as `alerts list --format json` prints it. */
export interface AlertView {
  readonly id: string;
  readonly rule_name: string;
  readonly created: string;
  readonly severity?: string;
  readonly title?: string;
  /** `merging`: its own outputs have it, and it waits for the end of its window. */
  readonly state: 'waiting' | 'parked' | 'merging';
  /** When somebody looks at it next. */
  readonly due?: string;
  readonly suppressed?: string;
  readonly outputs: readonly OutputView[];
}

/** What is to be seen of an alert without its record. */
export function viewAlert({ alert, deliveries, due }: StoredAlert): AlertView {
  const outputs = ownOutputs(alert).map((output) =>
    viewOutput(
      output,
      deliveries.find((delivery) => delivery.output === output),
    ),
  );
  return {
    id: alert.id,
    rule_name: alert.ruleName,
    created: formatTimestamp(alert.created),
    ...(alert.severity !== undefined && { severity: alert.severity }),
    ...(alert.title !== undefined && { title: alert.title }),
    state: stateOf(outputs),
    ...(due !== undefined && { due: formatTimestamp(due) }),
    ...(alert.suppressed !== undefined && { suppressed: `${alert.suppressed.kind}: ${alert.suppressed.reason}` }),
    outputs,
  };
}

function stateOf(outputs: readonly OutputView[]): AlertView['state'] {
  const open = outputs.filter(({ state }) => state !== 'sent');
  if (open.length === 0) return 'merging';
  return open.every(({ state }) => state === 'parked') ? 'parked' : 'waiting';
}

function viewOutput(output: OutputName, delivery: DeliveryState | undefined): OutputView {
  const { attempts = 0, sentAt, nextAttempt, lastError, parked } = delivery ?? {};
  return {
    output,
    state: sentAt !== undefined ? 'sent' : parked === true ? 'parked' : 'waiting',
    attempts,
    ...(sentAt !== undefined && { sent_at: formatTimestamp(sentAt) }),
    ...(nextAttempt !== undefined && { next_attempt: formatTimestamp(nextAttempt) }),
    ...(lastError !== undefined && { last_error: lastError }),
  };
}
