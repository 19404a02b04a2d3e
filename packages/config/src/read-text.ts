import { readFile } from 'node:fs/promises';
import { getSystemErrorMessage } from 'node:util';

/** Reads a file that must be UTF-8. */
export async function readText(path: string): Promise<{ text: string } | { problem: string }> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { problem: unreadable(error) };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { problem: 'is not UTF-8 text' };
  }
}

/** What an error of the file system says of a file or folder. */
export function unreadable(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  return `cannot be read: ${errno === undefined ? 'unknown reason' : getSystemErrorMessage(errno)}`;
}
