import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from './errors.ts';

const spoolDir = (stateDir: string): string => join(stateDir, 'spool');
const spooled = /^stdin-[0-9a-f]{64}\.log$/;

/**
 * Writes standard input to a file of the state directory before anything is processed, as it cannot be read twice. The
 * file is named after its content: the same input is the same payload.
 */
export async function spoolStdin(input: AsyncIterable<Buffer | string>, stateDir: string): Promise<void> {
  const dir = spoolDir(stateDir);
  const part = join(dir, `.${randomUUID()}.part`);
  try {
    await mkdir(dir, { recursive: true });
    await rename(part, join(dir, `stdin-${await write(input, part)}.log`));
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    throw new InputError(`cannot keep standard input in ${dir}: ${(cause as Error).message}`, { cause });
  }
}

async function write(input: AsyncIterable<Buffer | string>, path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for await (const chunk of input) {
      hash.update(chunk);
      await file.write(chunk as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** Input that was spooled and not yet read to its end, also by a run that was killed. */
export async function listSpooled(stateDir: string): Promise<readonly string[]> {
  const names = await readdir(spoolDir(stateDir)).catch(() => []);
  return names.filter((name) => spooled.test(name)).map((name) => join(spoolDir(stateDir), name));
}

/** Everything of it is in the queue, history and quarantine: the copy is not needed any more. */
export async function discardSpooled(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}
