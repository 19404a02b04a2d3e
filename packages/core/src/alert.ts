import type { Alert, OutputName } from '@streamalert/rules-sdk';

/** The output every alert has: history. Never transformed by publishers. */
export const historyOutput: OutputName = 'aws-firehose:alerts';

/** What identifies an alert in a store. */
export interface AlertKey {
  readonly ruleName: string;
  readonly id: string;
}

/** Merging needs both: keys to merge by, and a window. */
export function isMergeEnabled(alert: Pick<Alert, 'mergeByKeys' | 'mergeWindowMinutes'>): boolean {
  return alert.mergeByKeys.length > 0 && alert.mergeWindowMinutes > 0;
}

/**
 * Outputs an alert itself goes to. One that waits for merging goes to history alone; its merged alert goes to the rest.
 */
export function ownOutputs(
  alert: Pick<Alert, 'outputs' | 'mergeByKeys' | 'mergeWindowMinutes'>,
): readonly OutputName[] {
  return isMergeEnabled(alert) ? alert.outputs.filter((output) => output === historyOutput) : alert.outputs;
}
