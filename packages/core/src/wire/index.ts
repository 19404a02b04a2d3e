export {
  AlertRowError,
  type AlertRow,
  decodeAlertRow,
  encodeAlertRow,
  type ReadableAlertRow,
  type RowProgress,
} from './alert-row.ts';
export { decodeBody, encodeMessage, messageFrame, QueueMessageError } from './queue-message.ts';
