import { closeSync, existsSync, openSync } from 'node:fs';
import { StateDamagedError, StateMissingError, StateVersionError } from '../errors.ts';
import { Database } from './database.ts';
import { DatabaseSync } from './node-sqlite.ts';
import { migrations as released } from './schema.ts';
import { toStateError } from './sqlite-error.ts';

/** Options of {@link openDatabase}. */
export interface DatabaseOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Another process writes it too: what it holds is not migrated. */
  readonly beside?: boolean;
  /** The released ones unless a test brings its own. */
  readonly migrations?: readonly string[];
  /** The file may not grow past this; for tests of a full disk. */
  readonly maxPages?: number;
}

/** "SAlr": tells our databases from others. */
const applicationId = 0x53416c72;

/** Bodies are some hundred KB and alert rows a few: measured, 8 KiB is as quick for the former as any larger page. */
const pageBytes = 8192;
/** The write-ahead log is copied into the database at this size, so that bodies that live shortly are copied rarely. */
const checkpointBytes = 32 * 1024 * 1024;
const cacheKib = 32 * 1024;
/** Readers wait only while somebody recovers the log; a command beside a run waits for its commit, a few milliseconds. */
const busyTimeoutMs = 5000;

/**
 * Opens a database with the newest schema: makes it, migrates it, or refuses it.
 *
 * @throws StateError, of the class that fits.
 */
export function openDatabase(options: DatabaseOptions): Database {
  if ((options.readOnly || options.beside === true) && !existsSync(options.path)) {
    throw new StateMissingError(options.path, `there is no ${options.path} yet; a first run makes it`);
  }
  let db: Database | undefined;
  try {
    if (!options.readOnly && !existsSync(options.path)) makeFile(options.path);
    const connection = new DatabaseSync(options.path, { readOnly: options.readOnly, timeout: busyTimeoutMs });
    db = new Database(connection, options.path);
    prepare(db, options);
    return db;
  } catch (error) {
    db?.close();
    throw toStateError(error, options.path);
  }
}

/** For its owner alone, whatever directory it is in; SQLite gives its other files the same permissions. */
function makeFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

function prepare(db: Database, options: DatabaseOptions): void {
  const migrations = options.migrations ?? released;
  if (options.readOnly) {
    db.exec(`PRAGMA query_only = ON; PRAGMA cache_size = -${cacheKib}`);
    requireVersion(db, options.path, migrations.length);
    return;
  }
  // The page size holds for a new file only, and has to come first. NORMAL: what was committed survives the end of the
  // process, however it ends. After a power cut the database is as it was some commits before, whole: results and the
  // acknowledgement of their inputs are in one transaction, so input is read again, and nothing is lost.
  db.exec(`
    PRAGMA page_size = ${pageBytes};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = ${checkpointBytes / pageBytes};
    PRAGMA journal_size_limit = ${checkpointBytes};
    PRAGMA cache_size = -${cacheKib};
    PRAGMA temp_store = MEMORY;
  `);
  if (options.maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${options.maxPages}`);
  if (options.beside === true) requireVersion(db, options.path, migrations.length);
  else migrate(db, options.path, migrations);
}

function migrate(db: Database, path: string, migrations: readonly string[]): void {
  const version = schemaVersion(db);
  if (version > migrations.length) throw newerSchema(path, version, migrations.length);
  if (version === 0) refuseForeign(db, path);
  if (version > 0) requireOurs(db, path);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    db.exec(`
      BEGIN IMMEDIATE;
      ${migration}
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${index + 1};
      COMMIT;
    `);
  }
}

function requireVersion(db: Database, path: string, expected: number): void {
  const version = schemaVersion(db);
  if (version > expected) throw newerSchema(path, version, expected);
  if (version === 0) throw new StateMissingError(path, `${path} holds nothing yet; a first run fills it`);
  requireOurs(db, path);
  if (version < expected) {
    throw new StateVersionError(
      path,
      `${path} has schema ${version}, older than ${expected}; the next run migrates it`,
      version,
    );
  }
}

function newerSchema(path: string, found: number, known: number): StateVersionError {
  return new StateVersionError(
    path,
    `${path} has schema ${found}, and this version knows ${known} and older; upgrade, or use --state DIR for another place`,
    found,
  );
}

function refuseForeign(db: Database, path: string): void {
  const found = db.prepare<{ tables: number }>('SELECT count(*) AS tables FROM sqlite_schema').get();
  if (found?.tables !== 0) throw foreign(path);
}

function requireOurs(db: Database, path: string): void {
  const found = db.prepare<{ application_id: number }>('PRAGMA application_id').get();
  if (found?.application_id !== applicationId) throw foreign(path);
}

function foreign(path: string): StateDamagedError {
  return new StateDamagedError(path, `${path} is a database of another program; use --state DIR for another place`);
}

function schemaVersion(db: Database): number {
  return db.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}
