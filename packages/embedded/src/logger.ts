import { type Clock, formatTimestamp, type LogFields, type Logger, stringifyJson } from '@streamalert/core';

/** Severity of an entry, in order. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  readonly stream: { write(text: string): unknown };
  readonly clock: Clock;
  /** `json`: one object a line. `text`: `11:58:02 warn  output is down  output=slack:soc`, times in UTC. */
  readonly format: 'json' | 'text';
  /** Entries below it are left out. Default `info`. */
  readonly level?: LogLevel;
}

/** A {@link Logger} that writes lines to a stream. */
export function createLogger({ stream, clock, format, level = 'info' }: LoggerOptions): Logger {
  const render = format === 'json' ? renderJson : renderText;
  const at =
    (entryLevel: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (levels.indexOf(entryLevel) < levels.indexOf(level)) return;
      stream.write(`${render(formatTimestamp(clock.now()), entryLevel, message, fields)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function renderJson(time: string, level: LogLevel, message: string, fields: LogFields): string {
  return stringifyJson({ time, level, message, ...fields });
}

function renderText(time: string, level: LogLevel, message: string, fields: LogFields): string {
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${oneWord(value)}`);
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${oneLine(message)}${rest.length === 0 ? '' : ` ${rest.join('')}`}`;
}

/** Quoted when it holds what would make the entry ambiguous. */
function oneWord(value: string | number | boolean | undefined): string {
  const text = String(value);
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}

/** A line break or an escape sequence in a message must not pass for another entry. */
function oneLine(message: string): string {
  return message.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}
