import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Gives a finished file its name. When this resolves, file and name survive a power cut; before, there is no such name. */
export async function publishFile(temporary: string, path: string): Promise<void> {
  await sync(temporary);
  await makeDurableDirectory(dirname(path));
  await rename(temporary, path);
  await sync(dirname(path));
}

async function makeDurableDirectory(directory: string): Promise<void> {
  const firstMade = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  // A new directory is an entry in its parent, and is lost with it.
  for (let made = directory; made.length >= firstMade.length; made = dirname(made)) await sync(dirname(made));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
