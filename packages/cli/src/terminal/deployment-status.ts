import type { QueueDepth } from '@streamalert/aws/deployment';
import type { Colors } from '../context.ts';
import type { DeploymentStatus, FunctionStatus, StackStatus } from '../deploy/deployment-status.ts';
import { formatCount, formatDuration, plural } from './numbers.ts';
import { printable } from './printable.ts';

/** How a deployment is, for a person: what to look at stands in colour. @param now Milliseconds since the epoch. */
export function formatDeploymentStatus(status: DeploymentStatus, now: number, colors: Colors): string {
  const { prefix, accountId, region, stacks, queues, deadLetters, alarms } = status;
  const letters = deadLetters.filter(({ waiting }) => waiting > 0);
  const widest = Math.max(...stacks.map(({ id }) => id.length));
  return [
    `deployment   ${colors.bold(prefix)}   account ${accountId}   ${region}`,
    ...stacks.flatMap((stack) => formatStack(stack, widest, now, colors)),
    `queues       ${plural(sum(queues.map((queue) => queue.waiting)), 'message')} waiting, ${formatCount(sum(queues.map((queue) => queue.inFlight)))} at work`,
    ...queues.filter(({ waiting, inFlight }) => waiting + inFlight > 0).map(formatQueue),
    `dead letters ${formatCount(sum(letters.map(({ waiting }) => waiting)))}`,
    ...letters.map((queue) =>
      colors.red(`  ${queue.queue}   ${plural(queue.waiting, 'message')}   streamalert redrive show ${queue.queue}`),
    ),
    `alarms       ${alarms.ringing.length === 0 ? `none of ${formatCount(alarms.total)} rings` : `${alarms.ringing.length} of ${formatCount(alarms.total)} ring`}`,
    ...alarms.ringing.map(({ alarm, reason, since }) =>
      colors.red(`  ${printable(alarm)}   since ${formatDuration((now - since) / 1000)}   ${printable(reason)}`),
    ),
    '',
  ].join('\n');
}

function formatStack(stack: StackStatus, width: number, now: number, colors: Colors): string[] {
  const { id, status, reason, changedAt = now, known, functions } = stack;
  const name = `  ${id.padEnd(width)}`;
  if (status === undefined) return [colors.yellow(`${name}   not deployed`)];
  const former = known ? '' : colors.yellow(`   conf/ has it no more: streamalert destroy ${id} removes it`);
  const because = reason === undefined ? '' : `   ${printable(reason)}`;
  const good = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);
  const word = good ? status : colors.red(`${status}${because}`);
  const age = `${formatDuration((now - changedAt) / 1000)} ago`;
  return [`${name}   ${word}   ${age}${functions.map((one) => formatFunction(one, colors)).join('')}${former}`];
}

function formatFunction({ name, live, newest }: FunctionStatus, colors: Colors): string {
  if (live === undefined) return colors.red(`   ${name} is missing`);
  const rolledBack = live === newest ? '' : colors.yellow(` (rolled back, ${newest} is the newest)`);
  return `   version ${live}${rolledBack}`;
}

const formatQueue = ({ queue, waiting, inFlight }: QueueDepth): string =>
  `  ${queue}   ${formatCount(waiting)} waiting, ${formatCount(inFlight)} at work`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
