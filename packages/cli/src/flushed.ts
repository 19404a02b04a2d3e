import { once } from 'node:events';

/** Writes, and waits while the reader is slower, so that much output does not pile up in memory. */
export async function flushed(stream: NodeJS.WriteStream, text: string, readerGone: AbortSignal): Promise<void> {
  if (stream.write(text)) return;
  await once(stream, 'drain', { signal: readerGone }).catch((error: unknown) => {
    if (!readerGone.aborted) throw error;
  });
}
