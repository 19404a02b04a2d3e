import { homedir } from 'node:os';
import pico from 'picocolors';
import { readSettings, type Settings } from './settings.ts';

/** Colours of a stream; plain text where it is no terminal. */
export type Colors = ReturnType<typeof pico.createColors>;

/** What a command works with beside its options. */
export interface Context {
  readonly settings: Settings;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly out: Colors;
  readonly err: Colors;
}

/** The process's own streams and environment. */
export function processContext(): Context {
  const settings = readSettings(homedir());
  const { stdout, stderr, stdin } = process;
  return {
    settings,
    stdout,
    stderr,
    stdin,
    out: pico.createColors(settings.color && stdout.isTTY === true),
    err: pico.createColors(settings.color && stderr.isTTY === true),
  };
}

/** What a command ended with: 0 done, 1 something the user must look at, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;
