import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any of our folders takes to make. */
const abandonedMs = 15 * 60_000;

/**
 * A folder that is made at its first use and then kept: `<name>-<digest of its pins>`. It is made under another name and renamed,
 * so it is whole or absent; a second process that needs it waits for the first. Folders of older pins are removed.
 *
 * @param path The folder, its last part beginning with `<name>-`.
 * @param make Fills the folder it is given.
 */
export async function madeOnce(path: string, make: (folder: string) => Promise<void>): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const lock = `${path}.lock`;
  for (;;) {
    if (existsSync(path)) return path;
    if (takeLock(lock)) break;
    await sleep(200);
  }
  const temporary = `${path}.${randomUUID()}`;
  try {
    // Somebody may have finished between the two questions above.
    if (existsSync(path)) return path;
    await make(temporary);
    renameSync(temporary, path);
    removeOthers(path);
    return path;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
}

/** The lock of a process that is gone is taken over. Should two take it over at once, the rename still has one winner. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned(lock: string): boolean {
  try {
    if (Date.now() - statSync(lock).mtimeMs > abandonedMs) return true;
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Folders with the same name and another digest. */
function removeOthers(path: string): void {
  const name = basename(path);
  const stem = name.slice(0, name.lastIndexOf('-') + 1);
  for (const other of readdirSync(dirname(path))) {
    const isOlder = other.startsWith(stem) && !other.slice(stem.length).includes('-') && !other.includes('.');
    if (isOlder && other !== name) rmSync(join(dirname(path), other), { recursive: true, force: true });
  }
}
