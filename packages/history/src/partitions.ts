import { type Micros, partitionHour } from '@streamalert/core';
import { historyPartition } from '@streamalert/core/naming';

/** One hour of one table. */
export interface Partition {
  readonly table: string;
  /** `YYYY-MM-DD-HH` of arrival, UTC: the value of the column `dt`. */
  readonly hour: string;
}

/** Where records of a table that arrive at `time` lie: `parquet/cloudtrail_events/dt=2023-07-10-11`. */
export function partitionPath(table: string, time: Micros): string {
  return historyPartition(table, partitionHour(time));
}

const partition = /(?:^|\/)parquet\/([^/]+)\/dt=(\d{4}-\d{2}-\d{2}-\d{2})(?:\/|$)/;

/** The partition that a path or object key lies in; `undefined` when it is not one of history's. */
export function parsePartitionPath(path: string): Partition | undefined {
  const [, table, hour] = partition.exec(path) ?? [];
  return table === undefined || hour === undefined ? undefined : { table, hour };
}
