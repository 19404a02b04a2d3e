import { dirname } from 'node:path';
import { diskSpace, formatBytes } from '../disk-space.ts';
import { StateDamagedError, StateError, StateFullError, StateUnwritableError } from '../errors.ts';

/** Primary result codes, https://sqlite.org/rescode.html */
const codes = {
  permission: 3,
  busy: 5,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};
const ofTheDatabase: ReadonlySet<number> = new Set(Object.values(codes));

/** Extended codes of failed writes. SQLite says "full" for ENOSPC only; EDQUOT and EFBIG arrive as one of these. */
const failedWrites: ReadonlySet<number> = new Set([
  10 | (3 << 8), // write
  10 | (4 << 8), // fsync
  10 | (6 << 8), // truncate
  10 | (19 << 8), // enlarging the shared memory file
]);

/** The primary result code, or `undefined` for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  return code === undefined ? undefined : code & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** True when another connection holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === codes.busy;
}

/** True when the database as a whole can no longer be trusted to write; false for a mistake in one statement. */
export function isDatabaseFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && ofTheDatabase.has(code);
}

/** An error of SQLite or of the file system as the {@link StateError} that tells a person what to do. */
export function toStateError(error: unknown, path: string): StateError {
  if (error instanceof StateError) return error;
  const code = sqliteCode(error);
  if (code === codes.full || isErrno(error, 'ENOSPC')) return fullError(path, 'the disk is full', error);
  if (failedWrites.has(extendedCode(error) ?? 0) || isErrno(error, 'EDQUOT', 'EFBIG')) {
    return fullError(path, 'the disk refused it, as a quota or a file size limit does', error);
  }
  if (code === codes.corrupt || code === codes.notADatabase) {
    return new StateDamagedError(
      path,
      `${path} is damaged or not a StreamAlert database; move its directory away and run again`,
      {
        cause: error,
      },
    );
  }
  if (code === codes.readOnly || code === codes.cannotOpen || code === codes.permission) {
    return unwritable(path, 'it or its directory is not writable for this user', error);
  }
  if (isErrno(error, 'EACCES', 'EPERM', 'EROFS')) return unwritable(path, 'it is not writable for this user', error);
  const reason = error instanceof Error ? error.message : String(error);
  return new StateError(path, `cannot use ${path}: ${reason}`, { cause: error });
}

/** True for a file system error with one of these codes. */
export function isErrno(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && names.includes(String(error.code));
}

function unwritable(path: string, why: string, cause: unknown): StateUnwritableError {
  return new StateUnwritableError(path, `cannot write ${path}: ${why}; use --state DIR for another place`, { cause });
}

function fullError(path: string, why: string, cause: unknown): StateFullError {
  const space = diskSpace(dirname(path));
  const free = space === undefined ? '' : ` (${formatBytes(space.freeBytes)} free on ${space.mountPoint})`;
  return new StateFullError(path, `cannot write ${path}: ${why}${free}`, space?.freeBytes, { cause });
}
