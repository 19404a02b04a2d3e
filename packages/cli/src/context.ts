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
  /** Aborts when the reader of standard output has gone, as `head` does after its lines. */
  readonly readerGone: AbortSignal;
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
    readerGone: watchReaders(stdout, stderr),
  };
}

/** A reader that goes early is no error of ours: what is written after that goes nowhere. */
function watchReaders(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): AbortSignal {
  const gone = new AbortController();
  const tolerate = (onGone: () => void) => (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    onGone();
  };
  stdout.on(
    'error',
    tolerate(() => gone.abort()),
  );
  stderr.on(
    'error',
    tolerate(() => {}),
  );
  return gone.signal;
}

/** What a command ended with: 0 done, 1 something the user must look at, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;
