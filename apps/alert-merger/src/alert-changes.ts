import type { AlertKey } from '@streamalert/core';

/**
 * A change of a row, as the stream of a table hands it to a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export interface AlertChange {
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb?: { readonly Keys?: Readonly<Record<string, { readonly S?: string }>> };
}

/** Alerts that were stored, each once, in the order in which they came. */
export function changedAlerts(changes: readonly AlertChange[]): readonly AlertKey[] {
  const keys = new Map<string, AlertKey>();
  for (const { eventName, dynamodb } of changes) {
    const ruleName = dynamodb?.Keys?.['RuleName']?.S;
    const id = dynamodb?.Keys?.['AlertID']?.S;
    if (eventName !== 'INSERT' || ruleName === undefined || id === undefined) continue;
    keys.set(`${ruleName}\n${id}`, { ruleName, id });
  }
  return [...keys.values()];
}
