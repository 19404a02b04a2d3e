import type { DeadLetter, HeldLetter, LetterQueue } from './letter-queue.ts';

/** Letters that are looked at are given back at once; when that fails they come back by themselves after this time. */
const holdSeconds = 30;

/**
 * Some dead letters, the oldest first. They stay where they are.
 *
 * @param limit How many at most; SQS has no order, so of more than these it is any of them.
 */
export async function lookInto(queue: LetterQueue, limit: number): Promise<readonly DeadLetter[]> {
  const held = new Map<string, HeldLetter>();
  try {
    while (held.size < limit) {
      const letters = await queue.hold(limit - held.size, holdSeconds);
      if (letters.every(({ id }) => held.has(id))) break;
      for (const letter of letters) held.set(letter.id, letter);
    }
  } finally {
    await queue.release([...held.values()]);
  }
  return [...held.values()].map(withoutReceipt).sort((a, b) => a.sentAt - b.sentAt);
}

const withoutReceipt = ({ receipt: _, ...letter }: HeldLetter): DeadLetter => letter;
