import type { StackOutcome } from '@streamalert/aws/deployment';
import type { Colors } from '../context.ts';
import { printable } from './printable.ts';

/** Which resource failed and why, in what state the stack is, and what to do. */
export function formatFailure(
  stack: { readonly id: string; readonly stackName: string },
  { status, failures }: StackOutcome,
  interrupted: boolean,
  colors: Colors,
): string {
  if (interrupted && /IN_PROGRESS$/.test(status)) {
    return `${colors.yellow(stack.id)}  ${status}: CloudFormation goes on without this command; "streamalert status --deployed" shows how it ended.\n`;
  }
  return [
    `${colors.red(stack.id)}  ${status}   ${stack.stackName}`,
    ...failures.map(({ logicalId, type, physicalId, reason }) => {
      const name = physicalId === undefined || physicalId === logicalId ? '' : `   ${printable(physicalId)}`;
      return `  ${logicalId}   ${type}${name}\n    ${printable(reason)}`;
    }),
    `  ${advice(
      status,
      failures.map(({ reason }) => reason),
    )}`,
    '',
  ].join('\n');
}

function advice(status: string, reasons: readonly string[]): string {
  const again = '"streamalert deploy" goes on where this ended';
  if (reasons.some((reason) => /already exists/i.test(reason))) {
    return `What exists and belongs to no stack is taken over with "streamalert deploy --adopt".`;
  }
  if (/^UPDATE_ROLLBACK_COMPLETE|^IMPORT_ROLLBACK_COMPLETE/.test(status)) {
    return `The stack is as it was before. Repair the cause; ${again}.`;
  }
  if (/^(ROLLBACK_|CREATE_FAILED)/.test(status)) {
    return `The stack was not made. Repair the cause; ${again}, and removes what is left of it first.`;
  }
  if (status === 'DELETE_FAILED') return 'What could not be deleted is still there; the same command tries again.';
  return `Repair the cause; ${again}.`;
}

/** What a stack tells of itself, such as the name of a stream. */
export function formatOutputs(outputs: Readonly<Record<string, string>>): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}  ${printable(value)}\n`)
    .join('');
}
