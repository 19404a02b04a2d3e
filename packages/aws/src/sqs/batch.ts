import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { awsCall } from '../aws-call.ts';
import { type Backoff, sendUntilTaken } from '../backoff.ts';
import { BatchError } from '../errors.ts';
import { chunks } from '../in-parallel.ts';

/** The most entries of any batch action. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const batchEntries = 10;

/** One entry of a batch; its `Id` is its position in the batch. */
export interface BatchEntry {
  readonly Id: string;
}

/** Options of {@link runBatch}. */
export interface BatchOptions<T, Entry extends BatchEntry> {
  /** The action and the queue, for errors. */
  readonly what: string;
  readonly toEntry: (item: T, id: string) => Entry;
  readonly call: (entries: Entry[]) => Promise<{ readonly Failed?: BatchResultErrorEntry[] | undefined }>;
  /** Names an item in an error. */
  readonly nameOf: (item: T) => string;
  /** Refusals that mean there is nothing left to do. */
  readonly ignored?: readonly string[];
  readonly backoff: Backoff;
}

/**
 * Makes a batch call until every entry has succeeded, sending only those again that failed.
 *
 * @throws BatchError with those that never did; what is refused for good is not tried again.
 */
export async function runBatch<T, Entry extends BatchEntry>(
  items: readonly T[],
  options: BatchOptions<T, Entry>,
): Promise<void> {
  const refused: { readonly item: T; readonly code: string }[] = [];
  const left = await sendUntilTaken(
    items,
    async (pending) => {
      const { Failed = [] } = await awsCall(options.what, () =>
        options.call(pending.map((item, index) => options.toEntry(item, String(index)))),
      );
      return Failed.flatMap(({ Id, Code = 'Unknown', SenderFault }) => {
        const item = pending[Number(Id)] as T;
        if (options.ignored?.includes(Code)) return [];
        if (SenderFault !== true) return [item];
        refused.push({ item, code: Code });
        return [];
      });
    },
    options.backoff,
  );
  if (refused.length + left.length === 0) return;
  const code = refused[0]?.code ?? 'PartialFailure';
  const failed = [...refused.map(({ item }) => item), ...left];
  throw new BatchError(
    `${options.what}: ${failed.length} of ${items.length} entries were not taken (${code})`,
    code,
    failed.map(options.nameOf),
    { retryable: refused.length === 0 },
  );
}

/** {@link runBatch} for any number of items. Other batches are sent also when one fails. */
export async function runBatches<T, Entry extends BatchEntry>(
  items: readonly T[],
  options: BatchOptions<T, Entry>,
): Promise<void> {
  await allOrFirstError(chunks(items, batchEntries).map((batch) => runBatch(batch, options)));
}

/** Waits for all of them, then throws what failed first. */
export async function allOrFirstError(calls: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(calls)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
