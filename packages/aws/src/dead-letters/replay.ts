import type { Clock } from '@streamalert/core';
import type { DeadLetter, HeldLetter, LetterQueue } from './letter-queue.ts';

/** Where dead letters go to be processed once more. */
export interface Destination {
  /**
   * Hands letters over.
   *
   * @returns Why some were not taken, by id; the others are safe at their destination.
   */
  deliver(letters: readonly DeadLetter[]): Promise<ReadonlyMap<string, string>>;
}

/** Options of {@link replayLetters}. */
export interface ReplayOptions {
  readonly clock: Clock;
  /** How many at most. Default: all that were sent before the replay began. */
  readonly max?: number;
  /** Stops after the batch that is under way. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (replayed: number) => void;
}

/** What came of a replay. */
export interface ReplayResult {
  readonly replayed: number;
  /** Those that their destination did not take; they are still dead letters. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

/** Longer than a batch takes. What is held when a replay is killed comes back after it. */
const holdSeconds = 120;

/**
 * Replays dead letters: each is deleted only after its destination has it. Killed at any point, a letter is in one of the two places or
 * in both, and is then processed twice with the same ids, which nothing doubles.
 *
 * A letter that fails again and comes back while the replay goes on is left alone, so that it ends.
 */
export async function replayLetters(
  queue: LetterQueue,
  destination: Destination,
  { clock, max = Number.POSITIVE_INFINITY, signal, onProgress = () => {} }: ReplayOptions,
): Promise<ReplayResult> {
  const began = clock.now();
  const kept = new Map<string, HeldLetter>();
  const refused = new Map<string, string>();
  let replayed = 0;
  try {
    while (replayed + refused.size < max && signal?.aborted !== true) {
      const held = await queue.hold(Math.min(10, max - replayed - refused.size), holdSeconds);
      const letters = held.filter(({ id, sentAt }) => sentAt < began && !kept.has(id));
      for (const letter of held) kept.set(letter.id, letter);
      if (letters.length === 0) break;
      const reasons = await destination.deliver(letters);
      for (const [id, reason] of reasons) refused.set(id, reason);
      const taken = letters.filter(({ id }) => !reasons.has(id));
      await queue.delete(taken);
      for (const { id } of taken) kept.delete(id);
      replayed += taken.length;
      onProgress(replayed);
    }
  } finally {
    await queue.release([...kept.values()]);
  }
  return { replayed, refused: [...refused].map(([id, reason]) => ({ id, reason })) };
}
