export {
  type AlertRow,
  AlertRowError,
  decodeAlertRow,
  decodeRowProgress,
  encodeAlertRow,
  type ReadableAlertRow,
  type RowProgress,
} from './alert-row.ts';
export {
  encodeFirehoseRecord,
  type FirehoseBatch,
  type FirehoseRecord,
  firehoseLimits,
  type PackedBatches,
  packFirehoseBatches,
  type RetainedLogs,
  retainedLogOptions,
  selectRetainedLogs,
} from './firehose-record.ts';
export { decodeBody, encodeMessage, messageFrame, QueueMessageError } from './queue-message.ts';
export { createRowSpill, isSpilled, type RowSpill, type RowSpillOptions } from './row-spill.ts';
export { type StoreIndex, type StoreTable, storeTables } from './store-tables.ts';
