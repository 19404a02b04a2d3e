import { parseTimestamp } from '@streamalert/core';
import type { Context } from '../context.ts';
import type { ContentView, LetterView } from '../redrive/letter-view.ts';
import type { QueueView } from '../redrive/queue-view.ts';
import { formatBytes, formatCount, formatDuration, plural } from './numbers.ts';
import { printable } from './printable.ts';

/** The dead-letter queues of a deployment, for a person. */
export function formatQueues(queues: readonly QueueView[], now: number, { out }: Pick<Context, 'out'>): string {
  const width = Math.max(0, ...queues.map(({ queue }) => queue.length));
  return queues.map((view) => formatQueue(view, width, now, out)).join('');
}

function formatQueue(view: QueueView, width: number, now: number, colors: Context['out']): string {
  const name = view.queue.padEnd(width);
  if (view.messages === undefined) return colors.dim(`${name}  not deployed\n`);
  if (view.messages === 0) return colors.dim(`${name}  empty\n`);
  const age = view.oldest === undefined ? '' : `   oldest ${formatDuration((now - view.oldest) / 1e6)}`;
  const lines = [
    `${name}  ${colors.yellow(plural(view.messages, 'message'))}${age}   failed in ${view.function}`,
    ...Object.entries(view.holds).map(([what, count]) => `  ${formatCount(count)}   ${printable(what)}`),
    ...(view.looked_at < view.messages ? [colors.dim(`  of the first ${formatCount(view.looked_at)}`)] : []),
    ...(view.why === undefined ? [] : [`  why  ${printable(view.why)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Dead letters one by one. */
export function formatLetters(letters: readonly LetterView[], now: number, { out }: Pick<Context, 'out'>): string {
  return letters
    .map(({ id, sent, bytes, content, why }) => {
      const age = formatDuration((now - (parseTimestamp(sent) ?? now)) / 1e6);
      return [
        `${out.bold(id)}   ${age} old, ${formatBytes(bytes)}`,
        ...describeContent(content).map((line) => `  ${printable(line)}`),
        `  why      ${why === undefined ? out.dim('the log of the function says nothing') : printable(why)}`,
        '',
      ].join('\n');
    })
    .join('');
}

function describeContent(content: ContentView): string[] {
  switch (content.kind) {
    case 'records':
      return [
        `records  ${Object.entries(content.log_types)
          .map(([logType, count]) => `${logType} ${formatCount(count)}`)
          .join(', ')}`,
        `from     ${content.sources.join(', ')}, cluster ${content.clusters.join(', ')}`,
        `fields   ${content.fields.join(', ')}`,
      ];
    case 'spilled records':
      return [`records  ${content.records ?? 'some'}, in the working bucket as ${content.key}`];
    case 'alert':
      return [`alert    ${content.alert_id} of ${content.rule_name}`];
    case 'stream':
      return [
        `records  ${formatCount(content.records)} of ${content.shard}, ${content.first} to ${content.last}`,
        `lambda   ${content.condition}`,
      ];
    case 'event':
      return content.origins.map((origin) => `object   ${origin}`);
    case 'unknown':
      return [`unknown  ${content.problem}`];
  }
}
