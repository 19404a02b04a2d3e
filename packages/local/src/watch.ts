import { open, realpath } from 'node:fs/promises';
import { watch as watchFiles } from 'chokidar';
import { describeFile, type InputFile, isLogFileName } from './inputs.ts';
import { createWakeup } from './wakeup.ts';

/** A file that did not change for so long is taken to be complete. */
const quietMs = 2000;
/** One that never rests is read up to its last whole line. */
const impatientMs = 10_000;
const tickMs = 250;

/**
 * Watches folders until `signal`, and reads files that are new or have grown, one after the other. A line that is still
 * being written waits for its end.
 */
export async function watch(
  dirs: readonly string[],
  read: (file: InputFile) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  /** Since when a path waits to be read. */
  const changed = new Map<string, number>();
  const wakeup = createWakeup();
  const note = (path: string): void => {
    if (!isLogFileName(path)) return;
    if (!changed.has(path)) changed.set(path, Date.now());
    wakeup.notify();
  };
  const hidden = (path: string): boolean => dirs.every((dir) => path !== dir) && /(?:^|[\\/])\.[^\\/.]/.test(path);
  const watcher = watchFiles([...dirs], { ignored: hidden, alwaysStat: true })
    .on('add', note)
    .on('change', note);
  const wake = () => wakeup.notify();
  signal.addEventListener('abort', wake);
  try {
    while (!signal.aborted) {
      for (const [path, since] of [...changed]) {
        const file = await readableNow(path, since).catch(gone);
        if (file === 'later' || signal.aborted) continue;
        changed.delete(path);
        if (file === 'gone') continue;
        await read(file.file);
        if (file.cut) note(path);
      }
      await wakeup.wait(changed.size > 0 ? tickMs : 60_000);
    }
  } finally {
    signal.removeEventListener('abort', wake);
    await watcher.close();
  }
}

function gone(error: NodeJS.ErrnoException): 'gone' {
  if (error.code === 'ENOENT') return 'gone';
  throw error;
}

/** The file as far as it can be read: whole once it rests, otherwise up to its last line end. */
async function readableNow(
  path: string,
  since: number,
): Promise<{ readonly file: InputFile; readonly cut: boolean } | 'later'> {
  const file = await describeFile(path, await realpath(path));
  const rested = Date.now() - Number(BigInt(file.modified) / 1_000_000n) >= quietMs;
  if (rested) return { file, cut: false };
  const grows = /\.(?:jsonl|ndjson|log|csv|txt)$/i.test(path);
  if (!grows && Date.now() - since < impatientMs) return 'later';
  const end = await lastLineEnd(file);
  return end === 0 ? 'later' : { file: { ...file, sizeBytes: end }, cut: end < file.sizeBytes };
}

const tailBytes = 1 << 20;

/** Bytes up to and with the last line end; 0 when there is none near the end. */
async function lastLineEnd({ realPath, sizeBytes }: InputFile): Promise<number> {
  const handle = await open(realPath);
  try {
    const start = Math.max(0, sizeBytes - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sizeBytes - start), 0, sizeBytes - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf('\n');
    return at === -1 ? 0 : start + at + 1;
  } finally {
    await handle.close();
  }
}
