/**
 * A runbook as numbered steps, one a line, in the order in which the person who got the alert takes them:
 * `steps('Ask the owner.', 'Revoke the key.')` is `1. Ask the owner.` and `2. Revoke the key.` below it.
 */
export function steps(...lines: readonly string[]): string {
  return lines.map((line, at) => `${at + 1}. ${line}`).join('\n');
}
