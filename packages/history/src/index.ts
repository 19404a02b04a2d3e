export { type AlertsSince, alertsStatement, countAlerts } from './alert-counts.ts';
export { alertLine } from './alert-line.ts';
export { checkHistory } from './check-history.ts';
export { type Partition, parsePartitionPath, partitionPath } from './partitions.ts';
export { tableDefinitions } from './table-definitions.ts';
