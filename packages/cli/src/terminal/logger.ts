import type { LogFields, Logger } from '@streamalert/core';
import type { Context } from '../context.ts';
import type { LiveLine } from './live-line.ts';

/** Log entries as lines for a person on standard error, above the live line. Debug and info only when asked. */
export function createLogger({ stderr, err }: Context, verbose: boolean, line: LiveLine): Logger {
  const write = (label: string, message: string, fields: LogFields = {}): void => {
    const details = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${String(value)}`);
    line.above(() => stderr.write(`${label}  ${[message, ...details].join('  ')}\n`));
  };
  const quiet = (): void => {};
  return {
    debug: verbose ? (message, fields) => write(err.dim('debug'), message, fields) : quiet,
    info: verbose ? (message, fields) => write(err.dim('info'), message, fields) : quiet,
    warn: (message, fields) => write(err.yellow('warning'), message, fields),
    error: (message, fields) => write(err.red('error'), message, fields),
  };
}
