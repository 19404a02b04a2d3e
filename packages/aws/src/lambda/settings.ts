import { PipelineError } from '@streamalert/core';

/** Environment variables that are missing or odd, all of them at once. Thrown when a function starts. */
export class SettingsError extends PipelineError {
  override readonly name = 'SettingsError';
}

/** Reads one variable: `undefined` where it is absent; what is wrong as `problem`. */
export type ReadSetting<T> = (value: string | undefined) => { readonly value: T } | { readonly problem: string };

/** A text that has to be there. */
export const required: ReadSetting<string> = (value) =>
  value === undefined || value === '' ? { problem: 'is missing' } : { value };

/** A text that may be absent. */
export const optional: ReadSetting<string | undefined> = (value) => ({ value: value === '' ? undefined : value });

/** A URL that has to be there. */
export const requiredUrl: ReadSetting<string> = (value) =>
  value !== undefined && URL.canParse(value) ? { value } : { problem: `must be a URL, is ${JSON.stringify(value)}` };

/** On when the variable is `1`; off when it is absent or `0`. */
export const flag: ReadSetting<boolean> = (value) =>
  value === undefined || value === '' || value === '0'
    ? { value: false }
    : value === '1'
      ? { value: true }
      : { problem: `must be 1 or 0, is ${JSON.stringify(value)}` };

/** Levels of the log, those of 3.5 too: `WARNING` is `warn`, `CRITICAL` is `error`. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const levels: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
};

/** Level of the log; `info` when it is absent. */
export const logLevel: ReadSetting<LogLevel> = (value = 'INFO') => {
  const level = levels[value.toUpperCase()];
  return level === undefined
    ? { problem: `must be one of ${Object.keys(levels).join(', ')}, is ${JSON.stringify(value)}` }
    : { value: level };
};

/** Variables by the name of what is made of them. */
export type SettingsShape = Readonly<Record<string, readonly [variable: string, read: ReadSetting<unknown>]>>;

/** What {@link readSettings} makes of a shape. */
export type SettingsOf<S extends SettingsShape> = {
  readonly [K in keyof S]: S[K][1] extends ReadSetting<infer T> ? T : never;
};

/**
 * Reads the variables of a function, once, when it starts.
 *
 * @throws SettingsError that names everything that is wrong.
 */
export function readSettings<const S extends SettingsShape>(
  shape: S,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsOf<S> {
  const problems: string[] = [];
  const settings = Object.fromEntries(
    Object.entries(shape).map(([name, [variable, read]]) => {
      const result = read(environment[variable]);
      if ('problem' in result) problems.push(`${variable} ${result.problem}`);
      return [name, 'value' in result ? result.value : undefined];
    }),
  );
  if (problems.length > 0) {
    throw new SettingsError(`the environment of the function is not complete: ${problems.join('; ')}`);
  }
  return settings as SettingsOf<S>;
}
