import { setTimeout as wait } from 'node:timers/promises';
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { isCode, toAwsError } from '../aws-call.ts';
import { pauses } from '../backoff.ts';
import { AwsError } from '../errors.ts';
import type { Table } from './batches.ts';

/** Actions of one transaction. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactionActions = 100;

/** Reasons for which the same transaction may succeed a moment later. */
const passing = [
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'ThrottlingError',
  'ThrottlingException',
];

/**
 * Makes all the writes or none.
 *
 * @returns Positions of the actions whose condition did not hold; nothing was written then. None: all is written.
 * @throws AwsError when the transaction cannot be made for another reason.
 */
export async function transact(
  { client, table, backoff = {} }: Table,
  actions: readonly TransactWriteItem[],
): Promise<readonly number[]> {
  const sleep = backoff.sleep ?? wait;
  const tries = pauses(backoff);
  for (;;) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...actions] }));
      return [];
    } catch (error) {
      const codes = cancellation(error);
      const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (failed.length > 0) return failed;
      const retryable = codes.some((code) => passing.includes(code)) || isCode(error, 'TransactionInProgressException');
      const what = `dynamodb:TransactWriteItems on ${table}`;
      if (!retryable) throw toAwsError(what, error);
      const pause = tries.next();
      if (pause.done === true) {
        const code = codes.find((found) => passing.includes(found)) ?? 'TransactionInProgress';
        throw new AwsError(`${what} failed: ${code}`, code, { cause: error, retryable: true });
      }
      await sleep(pause.value);
    }
  }
}

/** The reason for each action, where the transaction was cancelled. */
function cancellation(error: unknown): readonly string[] {
  if (!isCode(error, 'TransactionCanceledException')) return [];
  const { CancellationReasons = [] } = error as { CancellationReasons?: readonly { readonly Code?: string }[] };
  return CancellationReasons.map(({ Code = 'None' }) => Code);
}
