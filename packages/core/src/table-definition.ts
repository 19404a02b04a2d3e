/** One column of a history table. */
export interface Column {
  /** Lower-case, sanitized, as in Athena. */
  readonly name: string;
  /** Hive type: `string`, `bigint`, `boolean`, `decimal(10,3)`, `map<string,string>`, `array<string>`, `struct<k:type,…>`. */
  readonly type: string;
  /** Path of keys from the stored line to the value, e.g. `['record', 'detail-type']`. */
  readonly path: readonly string[];
  /** Of a struct: its fields, sorted by name; their paths start at the struct's own value. */
  readonly fields?: readonly Column[];
}

/** A table of history, the same in Athena and on one machine; partitioned by `dt`, `YYYY-MM-DD-HH` of arrival. */
export interface TableDefinition {
  /** `cloudtrail_events`, `alerts` */
  readonly name: string;
  /** The keys of the log type or of the publication sorted by name, then those that this project adds. */
  readonly columns: readonly Column[];
}
