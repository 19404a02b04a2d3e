import type { JsonObject } from '@streamalert/core';
import { account, type Second, timestamp } from './event.ts';
import type { Random } from './random.ts';

/**
 * An event as EventBridge hands it on; `detail` is the service's own.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function eventBridgeEvent(
  random: Random,
  second: Second,
  source: string,
  detailType: string,
  detail: JsonObject,
): JsonObject {
  return {
    version: '0',
    id: random.uuid(),
    'detail-type': detailType,
    source,
    account,
    time: timestamp(second),
    region: 'us-east-1',
    resources: [],
    detail,
  };
}
