import type { Status, WaitingOutput } from '../commands/status.ts';
import type { Colors } from '../context.ts';
import { formatBytes, formatCount, formatDuration, plural } from './numbers.ts';
import { printable } from './printable.ts';
import { shortOutput } from './run-summary.ts';

/** What waits and why, for a person. */
export function formatStatus(status: Status, colors: Colors): string {
  const { waiting, quarantine, queue, history } = status;
  const oldest = Math.min(...waiting.outputs.map((output) => output.oldest));
  const age = waiting.outputs.length === 0 ? '' : `   oldest ${formatDuration((status.now - oldest) / 1e6)}`;
  return [
    `waiting      ${plural(waiting.alerts, 'alert')}${age}`,
    ...waiting.outputs.map((output) => `  ${describe(output, status.now, colors)}`),
    ...(waiting.merging > 0 ? [`merging      ${plural(waiting.merging, 'alert')} until their windows end`] : []),
    ...(queue.bodies > 0
      ? [`queue        ${plural(queue.bodies, 'message')} not evaluated yet; the next run does`]
      : []),
    `quarantine   ${plural(quarantine.records, 'record')}${quarantine.records > 0 ? '   streamalert replay tries them again' : ''}`,
    ...Object.entries(quarantine.by_reason).flatMap(([reason, count]) => [
      `  ${formatCount(count)}   ${reason}`,
      ...example(quarantine.examples[reason], colors),
    ]),
    `staged rules ${formatCount(status.staged_rules.length)}`,
    `history      ${describeHistory(history)}`,
    '',
  ].join('\n');
}

function example(text: string | undefined, colors: Colors): string[] {
  return text === undefined ? [] : [colors.dim(`      e.g. ${printable(text)}`)];
}

/** `1.2 GB, 2026-11-01 … 2026-11-21` */
function describeHistory({
  bytes,
  first_hour: first,
  last_hour: last,
  pending_records: pending,
}: Status['history']): string {
  const files =
    first === undefined || last === undefined ? 'no files yet' : `${formatBytes(bytes)}, ${hours(first, last)}`;
  return pending === 0 ? files : `${files}, and ${plural(pending, 'record')} not in files yet; search finds them`;
}

/** Days, or hours where it is one day: `2026-11-20 08:00 … 11:00 UTC`. */
function hours(first: string, last: string): string {
  const [firstDay, firstHour] = [first.slice(0, 10), `${first.slice(11)}:00`];
  const [lastDay, lastHour] = [last.slice(0, 10), `${last.slice(11)}:00`];
  if (firstDay !== lastDay) return `${firstDay} … ${lastDay}`;
  return firstHour === lastHour ? `${firstDay} ${firstHour} UTC` : `${firstDay} ${firstHour} … ${lastHour} UTC`;
}

function describe(output: WaitingOutput, now: number, colors: Colors): string {
  const reason = printable(output.last_error ?? 'not tried yet');
  const next =
    output.next_attempt === undefined
      ? ''
      : `, next in ${formatDuration(Math.max(0, output.next_attempt - now) / 1e6)}`;
  const parked =
    output.parked > 0 ? colors.red(`   ${formatCount(output.parked)} parked: streamalert alerts retry`) : '';
  return `${shortOutput(output.output)}   ${formatCount(output.alerts)}   ${reason}   try ${output.attempts}${next}${parked}`;
}
