/** One column of a history table. */
export interface Column {
  /** Lower-case, sanitized, as in Athena. */
  readonly name: string;
  /** Hive type: `string`, `bigint`, `boolean`, `decimal(10,3)`, `map<string,string>`, `array<string>`, `struct<k:type,…>`. */
  readonly type: string;
  /** Path of keys from the stored line to the value, e.g. `['record', 'detail-type']`. */
  readonly path: readonly string[];
}

/** A table of history, the same in Athena and on one machine; partitioned by `dt`, `YYYY-MM-DD-HH` of arrival. */
export interface TableDefinition {
  /** `cloudtrail_events`, `alerts` */
  readonly name: string;
  /** Sorted by name. */
  readonly columns: readonly Column[];
}
