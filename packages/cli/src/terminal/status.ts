import type { Status, WaitingOutput } from '../commands/status.ts';
import type { Colors } from '../context.ts';
import { formatCount, formatDuration, plural } from './numbers.ts';
import { shortOutput } from './run-summary.ts';

/** What waits and why, for a person. */
export function formatStatus(status: Status, colors: Colors): string {
  const { waiting, quarantine, queue, history } = status;
  const oldest = Math.min(...waiting.outputs.map((output) => output.oldest));
  const age = waiting.outputs.length === 0 ? '' : `   oldest ${formatDuration((status.now - oldest) / 1e6)}`;
  const reasons = Object.entries(quarantine.by_reason).map(([reason, count]) => `  ${reason}  ${formatCount(count)}`);
  return [
    `waiting      ${plural(waiting.alerts, 'alert')}${age}`,
    ...waiting.outputs.map((output) => `  ${describe(output, status.now, colors)}`),
    ...(waiting.merging > 0 ? [`merging      ${plural(waiting.merging, 'alert')} until their windows end`] : []),
    ...(queue.bodies > 0
      ? [`queue        ${plural(queue.bodies, 'message')} not evaluated yet; the next run does`]
      : []),
    `quarantine   ${plural(quarantine.records, 'record')}${quarantine.records > 0 ? '   streamalert replay tries them again' : ''}`,
    ...reasons,
    `staged rules ${formatCount(status.staged_rules.length)}`,
    ...(history.pending_records > 0
      ? [`history      ${plural(history.pending_records, 'record')} not in files yet; search finds them`]
      : []),
    '',
  ].join('\n');
}

function describe(output: WaitingOutput, now: number, colors: Colors): string {
  const reason = output.last_error ?? 'not tried yet';
  const next =
    output.next_attempt === undefined
      ? ''
      : `, next in ${formatDuration(Math.max(0, output.next_attempt - now) / 1e6)}`;
  const parked =
    output.parked > 0 ? colors.red(`   ${formatCount(output.parked)} parked: streamalert alerts retry`) : '';
  return `${shortOutput(output.output)}   ${formatCount(output.alerts)}   ${reason}   try ${output.attempts}${next}${parked}`;
}
