import type { Alert, StreamBatch } from '@streamalert/core';
import { firehoseLimits } from '@streamalert/core/wire';
import { alertLine } from '@streamalert/history';

/**
 * An alert for history. Of one that is longer than any delivery stream takes, record and context are left out: without them it is
 * kept, and with them it would be tried again for ever. The other outputs get the whole.
 */
export function historyBatch(alert: Alert): StreamBatch {
  const whole = lineOf(alert);
  return {
    table: 'alerts',
    id: `alert/${alert.ruleName}/${alert.id}`,
    records: 1,
    lines: whole.byteLength <= firehoseLimits.lineBytes ? whole : lineOf({ ...alert, record: {}, context: {} }),
  };
}

const lineOf = (alert: Alert): Uint8Array => new TextEncoder().encode(`${alertLine(alert)}\n`);
