import type { FollowOptions, StackEvent } from '@streamalert/aws/deployment';
import type { Context } from '../context.ts';
import { printable } from '../terminal/printable.ts';
import type { StatusLine } from '../terminal/status-line.ts';

/** Shows what happens to a stack: in one line, or with `verbose` a line for each event. */
export function showProgress(
  id: string,
  resources: number,
  { context, line, verbose, signal }: { context: Context; line: StatusLine; verbose: boolean; signal: AbortSignal },
): FollowOptions {
  const done = new Set<string>();
  return {
    signal,
    onEvent(event) {
      if (/_COMPLETE$/.test(event.status)) done.add(event.logicalId);
      if (verbose) {
        line.clear();
        context.stderr.write(`${id}  ${describe(event)}\n`);
      }
      line.show(`  ${id}  ${Math.min(done.size, resources)} of ${resources}   ${describe(event)}`);
    },
  };
}

const describe = ({ status, logicalId, type, reason }: StackEvent): string =>
  [status, logicalId, type, printable(reason ?? '')].filter((word) => word !== '').join('  ');
