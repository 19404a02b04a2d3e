/** Fields of a log entry. Never a record body, never a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured log entries. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Counters and timings of a stage. */
export interface Metrics {
  count(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
  /** Milliseconds. */
  time(name: string, ms: number, dimensions?: Readonly<Record<string, string>>): void;
  /** Sends what has been counted. */
  flush(): Promise<void>;
}
