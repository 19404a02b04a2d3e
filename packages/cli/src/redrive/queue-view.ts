import type { DeadLetter, DeadLetters, LetterContent } from '@streamalert/aws/dead-letters';
import type { DeadLetterQueue } from '@streamalert/infra';
import { type ContentView, viewLetter } from './letter-view.ts';

/** A dead-letter queue as `redrive list` shows it. */
export interface QueueView {
  readonly queue: string;
  /** Absent: there is no such queue, as its stack is not deployed. */
  readonly messages?: number;
  /** The function that could not process them. */
  readonly function: string;
  /** What that function reads. */
  readonly source: string;
  /** When the oldest of those that were looked at was sent first, UTC microseconds. */
  readonly oldest?: number;
  readonly looked_at: number;
  /** How often what is in them: records by log type, alerts by rule, and so on. */
  readonly holds: Readonly<Record<string, number>>;
  /** What the log of the function says about the oldest one. */
  readonly why?: string;
}

/** Enough to see what there is; SQS hands out ten at a time. */
const lookedAt = 100;

/** Looks into a queue; what is in it stays. */
export async function viewQueue(
  { name, function: functionName, source }: DeadLetterQueue,
  letters: DeadLetters,
  readLetter: (body: string) => LetterContent,
): Promise<QueueView> {
  const common = { queue: name, function: functionName, source: source.name };
  const messages = await letters.count();
  if (messages === undefined) return { ...common, looked_at: 0, holds: {} };
  const found = messages === 0 ? [] : await letters.look(Math.min(messages, lookedAt));
  const [oldest] = found;
  const why = oldest === undefined ? undefined : await failureOf(letters, oldest, readLetter(oldest.body));
  return {
    ...common,
    messages,
    ...(oldest !== undefined && { oldest: oldest.sentAt }),
    looked_at: found.length,
    holds: countContents(found.map((letter) => viewLetter(letter, readLetter(letter.body)).content)),
    ...(why !== undefined && { why }),
  };
}

/** What the log says of a letter: of its message, or of the request in which Lambda gave the batch up. */
export function failureOf(
  letters: DeadLetters,
  { id, sentAt }: DeadLetter,
  content: LetterContent,
): Promise<string | undefined> {
  if (content.kind !== 'notice') return letters.failure(id, sentAt);
  const { requestId } = content.notice;
  // Lambda tries for as long as it is told, and writes the notice at the end.
  return requestId === '' ? Promise.resolve(undefined) : letters.failure(requestId, sentAt - 86_400_000_000);
}

function countContents(contents: readonly ContentView[]): Record<string, number> {
  const counts = new Map<string, number>();
  const add = (what: string, count: number): void => void counts.set(what, (counts.get(what) ?? 0) + count);
  for (const content of contents) {
    if (content.kind === 'records') {
      for (const [logType, count] of Object.entries(content.log_types)) add(`records of ${logType}`, count);
    } else if (content.kind === 'spilled records') add('records too large for the queue', content.records ?? 1);
    else if (content.kind === 'alert') add(`alerts of ${content.rule_name}`, 1);
    else if (content.kind === 'stream') add('records of the stream', content.records);
    else if (content.kind === 'event') add('objects', content.origins.length);
    else add(`unknown: ${content.problem}`, 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
