import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import type { LogFields, Logger } from '@streamalert/core';

/** Options of {@link createPowertoolsLogger}. */
export interface PowertoolsLoggerOptions {
  /** Stands in every entry, e.g. `classifier`. */
  readonly service: string;
  /** Entries below it are left out. Default `info`. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  /** In every entry, e.g. `{ cluster: 'prod' }`. */
  readonly fields?: LogFields;
}

/** A {@link Logger} on Powertools: one JSON object for each entry on standard output, with what Lambda says of the invocation. */
export function createPowertoolsLogger({ service, level = 'info', fields = {} }: PowertoolsLoggerOptions): Logger {
  const logger = new PowertoolsLogger({
    serviceName: service,
    logLevel: level.toUpperCase() as Uppercase<typeof level>,
    persistentKeys: { ...fields },
  });
  const at =
    (entryLevel: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, entry: LogFields = {}): void =>
      logger[entryLevel](message, { ...entry });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
