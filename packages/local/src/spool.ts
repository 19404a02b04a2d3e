import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { InputError } from './errors.ts';

const spoolDir = (stateDir: string): string => join(stateDir, 'spool');
const spooled = /^stdin-[0-9a-f]{64}\.log$/;
const unfinished = /^\..*\.part$/;

/**
 * Writes standard input to a file of the state directory before anything is processed, as it cannot be read twice. The
 * file is named after its content: the same input is the same payload.
 *
 * @param signal Gives up before the end of the input, and keeps nothing of it.
 */
export async function spoolStdin(input: Readable, stateDir: string, signal?: AbortSignal): Promise<void> {
  const dir = spoolDir(stateDir);
  const part = join(dir, `.${randomUUID()}.part`);
  try {
    await mkdir(dir, { recursive: true });
    await discardUnfinished(dir);
    const chunks = signal === undefined ? input : addAbortSignal(signal, input);
    await rename(part, join(dir, `stdin-${await write(chunks, part)}.log`));
  } catch (cause) {
    await rm(part, { force: true }).catch(() => {});
    if (signal?.aborted === true) {
      throw new InputError('standard input was given up before its end; nothing of it was kept', { cause });
    }
    throw new InputError(`cannot keep standard input in ${dir}: ${(cause as Error).message}`, { cause });
  }
}

async function write(input: Readable, path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for await (const chunk of input) {
      hash.update(chunk);
      await file.appendFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** What processes left behind that were killed; this one has the state directory to itself. */
async function discardUnfinished(dir: string): Promise<void> {
  for (const name of await readdir(dir)) if (unfinished.test(name)) await rm(join(dir, name), { force: true });
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
