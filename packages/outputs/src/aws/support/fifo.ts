import { createHash } from 'node:crypto';
import type { Delivery } from '../../contract.ts';

/**
 * What a FIFO queue or topic needs besides: alerts of a rule stay in order, and a repetition is recognised.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
 */
export function fifoFields(
  name: string,
  { idempotencyKey, alert }: Pick<Delivery, 'idempotencyKey' | 'alert'>,
): { readonly MessageDeduplicationId?: string; readonly MessageGroupId?: string } {
  if (!name.endsWith('.fifo')) return {};
  return {
    MessageDeduplicationId: createHash('sha256').update(idempotencyKey).digest('hex'),
    MessageGroupId: alert.ruleName.replace(/[^\w.-]/g, '_').slice(0, 128),
  };
}
