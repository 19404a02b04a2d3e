import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type Micros, parseJson } from '@streamalert/core';
import { StateLockedError } from './errors.ts';
import { DatabaseSync } from './sqlite/node-sqlite.ts';
import { isBusy, toStateError } from './sqlite/sqlite-error.ts';

/** The right to write a state directory. */
export interface Lock {
  release(): void;
}

interface Owner {
  /** What the process does, e.g. `run`. */
  readonly owner: string;
  readonly pid: number;
  readonly since: Micros;
}

/**
 * Takes the right to write `dir`. It is a lock of the operating system on `lock.db`, so it ends with the process,
 * however that ends. `owner.json` beside it only says whose it is.
 *
 * @throws StateLockedError when another process, or another state of this one, has it.
 */
export function acquireLock(dir: string, owner: string, clock: Clock): Lock {
  const path = join(dir, 'lock.db');
  const ownerPath = join(dir, 'owner.json');
  let db: InstanceType<typeof DatabaseSync> | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    writeOwner(ownerPath, { owner, pid: process.pid, since: clock.now() });
  } catch (error) {
    db?.close();
    if (isBusy(error)) throw lockedBy(dir, readOwner(ownerPath), clock.now());
    throw toStateError(error, path);
  }
  const held = db;
  return {
    release() {
      rmSync(ownerPath, { force: true });
      held.close();
    },
  };
}

function lockedBy(dir: string, owner: Owner | undefined, now: Micros): StateLockedError {
  const who =
    owner === undefined
      ? 'another process'
      : `another ${owner.owner} (pid ${owner.pid}, since ${localTime(owner.since, now)})`;
  return new StateLockedError(dir, `${who} holds ${dir}; use --state DIR for a second one`, owner?.pid);
}

/** `11:02`, and with the date when that is not today's: for a person, so in the machine's time zone. */
function localTime(time: Micros, now: Micros): string {
  const [date, clock] = localDateTime(time);
  return date === localDateTime(now)[0] ? clock : `${date} ${clock}`;
}

function localDateTime(time: Micros): readonly [date: string, clock: string] {
  const at = new Date(time / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return [
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    `${two(at.getHours())}:${two(at.getMinutes())}`,
  ];
}

function writeOwner(path: string, owner: Owner): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(owner)}\n`);
  renameSync(temporary, path);
}

/** `undefined` while the other process has not written it yet. */
function readOwner(path: string): Owner | undefined {
  try {
    return parseJson(readFileSync(path, 'utf8')) as unknown as Owner;
  } catch {
    return undefined;
  }
}
