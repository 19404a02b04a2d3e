import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { NotOurFileError } from '../../errors.ts';

/** A file of JSON lines that never holds an alert twice, nor a part of one, whenever the process was killed. */
export interface LineFile {
  /**
   * Adds a line, unless one with this alert's id is there; returns when it is on the disk. Lines that come while
   * others are being written share one write and one sync.
   *
   * @throws NotOurFileError when the file ends in something that is no JSON line.
   */
  append(id: string, line: string): Promise<void>;
}

interface Waiting {
  readonly id: string;
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The file is read once, before the first line is added: a torn last line is cut off, and the ids that are there are
 * kept in memory, about 100 bytes each. Nobody else may write to it.
 */
export function createLineFile(path: string): LineFile {
  let known: Set<string> | undefined;
  let waiting: Waiting[] = [];
  let writing = false;

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    known ??= await recover(path);
    const added = new Map(batch.filter(({ id }) => known?.has(id) !== true).map(({ id, line }) => [id, line]));
    if (added.size === 0) return;
    try {
      await appendSynced(path, [...added.values()].map((line) => `${line}\n`).join(''));
    } catch (error) {
      // A part may be written: the next append looks at the file again.
      known = undefined;
      throw error;
    }
    for (const id of added.keys()) known.add(id);
  };

  const writeAll = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };

  return {
    append: (id, line) =>
      new Promise((resolve, reject) => {
        waiting.push({ id, line, resolve, reject });
        if (!writing) void writeAll();
      }),
  };
}

async function appendSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.appendFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Creates folder and file where they are missing, repairs the end, and returns the ids in the file. */
async function recover(path: string): Promise<Set<string>> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  try {
    const { ids, tail, tailAt } = await readLines(file);
    if (tail !== '' && !tail.startsWith('{')) {
      throw new NotOurFileError(`${path} does not end in a line of JSON; it was left as it is`);
    }
    if (isWhole(tail)) {
      await file.appendFile('\n');
      collectIds(tail, ids);
    } else await file.truncate(tailAt);
    await syncFolder(dirname(path));
    return ids;
  } finally {
    await file.close();
  }
}

const newline = 0x0a;

/** The ids of all whole lines, and the text after the last of them with its position. */
async function readLines(file: FileHandle): Promise<{ ids: Set<string>; tail: string; tailAt: number }> {
  const ids = new Set<string>();
  let rest: Buffer = Buffer.alloc(0);
  let tailAt = 0;
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(newline) + 1;
    collectIds(bytes.toString('utf8', 0, end), ids);
    rest = bytes.subarray(end);
    tailAt += end;
  }
  return { ids, tail: rest.toString(), tailAt };
}

/** A line's own id, and those that its record quotes, which do no harm. */
const idField = /"id":"([^"\\]{1,128})"/g;

function collectIds(lines: string, ids: Set<string>): void {
  for (const [, id] of lines.matchAll(idField)) ids.add(id ?? '');
}

function isWhole(line: string): boolean {
  try {
    return isJsonObject(parseJson(line));
  } catch {
    return false;
  }
}

/** A new file's name is durable once its folder is synced; Windows cannot open a folder and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
