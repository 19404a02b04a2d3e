import { open, realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { type Json, parseJson } from '@streamalert/core';
import { watch as watchFiles } from 'chokidar';
import { InputError } from './errors.ts';
import { describeFile, type InputFile, isLogFileName, toInputError } from './inputs.ts';
import { createWakeup } from './wakeup.ts';

/** What watching needs. */
export interface WatchOptions {
  /** Reads a file up to its `sizeBytes`; fails only when the run has to end. */
  readonly read: (file: InputFile) => Promise<void>;
  /** Told of what cannot be watched or read. */
  readonly report: (error: InputError) => void;
  readonly signal: AbortSignal;
}

/** A file that did not change for so long is taken to be complete. */
const quietMs = 2000;
/** A last line that is neither ended nor JSON may be half of one that its writer holds back; it is read after so long. */
const halfLineMs = 60_000;
const tickMs = 250;

/**
 * Watches folders until `signal`, and reads files that are new or have grown, one after the other. A line that is still
 * being written waits for its end.
 */
export async function watch(dirs: readonly string[], { read, report, signal }: WatchOptions): Promise<void> {
  const changed = new Map<string, Waiting>();
  const wakeup = createWakeup();
  const note = (path: string): void => {
    if (!isLogFileName(path) || placesIn(dirs, path).length === 0) return;
    changed.set(path, { since: Date.now(), readTo: -1 });
    wakeup.notify();
  };
  const watcher = watchFiles([...dirs], { ignored: (path) => isHidden(placesIn(dirs, path)) })
    .on('add', note)
    .on('change', note)
    .on('error', (error) => report(new InputError(`cannot watch ${dirs.join(', ')}: ${describe(error)}`)));
  const wake = () => wakeup.notify();
  signal.addEventListener('abort', wake);
  try {
    while (!signal.aborted) {
      for (const [path, waiting] of [...changed]) {
        if (signal.aborted) break;
        const look = await lookAt(path, waiting.since);
        const isHalf = look.kind === 'readable' && look.more;
        if (look.kind === 'waits' || (isHalf && look.file.sizeBytes === waiting.readTo)) continue;
        const isRead = look.kind === 'readable' && look.file.sizeBytes === waiting.readTo;
        if (isRead || look.kind !== 'readable') {
          if (changed.get(path) === waiting) changed.delete(path);
        } else {
          // The watcher passes over changes that follow closely on others: what was read is looked at once more.
          changed.set(path, { ...(changed.get(path) ?? waiting), readTo: look.file.sizeBytes });
          await read(look.file);
        }
        if (look.kind === 'unreadable') report(look.error);
      }
      await wakeup.wait(changed.size > 0 ? tickMs : 60_000);
    }
  } finally {
    signal.removeEventListener('abort', wake);
    await watcher.close();
  }
}

/** A path that waits to be read. */
interface Waiting {
  /** Its last change. */
  readonly since: number;
  /** Bytes that were read since; -1 when none were. */
  readonly readTo: number;
}

/** A path as seen from the watched folders that hold it. A folder that is not there yet is looked for in the one above. */
function placesIn(dirs: readonly string[], path: string): string[] {
  return dirs.map((dir) => relative(dir, path)).filter((place) => !place.startsWith('..'));
}

function isHidden(places: readonly string[]): boolean {
  return places.length > 0 && places.every((place) => /(?:^|[\\/])\./.test(place));
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Look =
  /** `more`: there is half a line behind what can be read. */
  | { readonly kind: 'readable'; readonly file: InputFile; readonly more: boolean }
  | { readonly kind: 'waits' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly error: InputError };

async function lookAt(path: string, since: number): Promise<Look> {
  try {
    return await lookAtFile(await describeFile(path, await realpath(path)), since);
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isGone ? { kind: 'gone' } : { kind: 'unreadable', error: toInputError(path, error) };
  }
}

/** A file of lines can be read up to its last line end, any other once it rests. */
async function lookAtFile(file: InputFile, since: number): Promise<Look> {
  const whole = { kind: 'readable', file, more: false } as const;
  const now = Date.now();
  const restedMs = now - Math.min(since, Number(BigInt(file.modified) / 1_000_000n));
  if (restedMs >= halfLineMs || file.sizeBytes === 0) return whole;
  const lines = await lookAtLines(file);
  if (!lines.isLines) return restedMs >= quietMs ? whole : { kind: 'waits' };
  if (lines.end === file.sizeBytes) return whole;
  if (lines.endsWithJson && restedMs >= quietMs) return whole;
  return lines.end === 0
    ? { kind: 'waits' }
    : { kind: 'readable', file: { ...file, sizeBytes: lines.end }, more: true };
}

interface Lines {
  /** By its name, or because it begins with a line of JSON. */
  readonly isLines: boolean;
  /** Bytes up to and with the last line end; 0 when there is none near the end. */
  readonly end: number;
  readonly endsWithJson: boolean;
}

const edgeBytes = 1 << 20;

async function lookAtLines({ path, realPath, sizeBytes }: InputFile): Promise<Lines> {
  const handle = await open(realPath);
  const readAt = async (start: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  };
  try {
    const length = Math.min(sizeBytes, edgeBytes);
    const tail = await readAt(sizeBytes - length, length);
    const lineEnd = tail.lastIndexOf('\n') + 1;
    const end = lineEnd === 0 ? 0 : sizeBytes - length + lineEnd;
    const isLines = /\.(?:jsonl|ndjson|log|csv|txt)$/i.test(path) || beginsWithJsonLine(await readAt(0, length));
    return { isLines, end, endsWithJson: isJson(tail.subarray(lineEnd)) };
  } finally {
    await handle.close();
  }
}

function beginsWithJsonLine(head: Buffer): boolean {
  const end = head.indexOf('\n');
  return end > 0 && isJson(head.subarray(0, end));
}

function isJson(bytes: Buffer): boolean {
  try {
    return isContainer(parseJson(bytes.toString()));
  } catch {
    return false;
  }
}

/** Half a number is a number too. */
const isContainer = (value: Json): boolean => typeof value === 'object' && value !== null;
