export { createDynamoAlertStore, type DynamoAlertStore, type DynamoAlertStoreOptions } from './alerts/alert-store.ts';
export type { AlertReceipt } from './alerts/receipts.ts';
export type { Table } from './batches.ts';
export { createDynamoCheckpointStore, type DynamoCheckpointStoreOptions } from './checkpoint-store.ts';
export { createDynamoIndicatorStore, type DynamoIndicatorStoreOptions } from './indicator-store.ts';
export { createDynamoLookupSource, type DynamoLookupSourceOptions } from './lookup-source.ts';
export { createDynamoRuleStatusStore, type DynamoRuleStatusStoreOptions } from './rule-status-store.ts';
