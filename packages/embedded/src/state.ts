import { mkdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CheckpointStore,
  Clock,
  Dispatcher,
  IndicatorStore,
  Quarantine,
  RuleStatusStore,
  SilenceStore,
} from '@streamalert/core';
import type { EmbeddedAlertStore } from './alerts/alert-store.ts';
import { SilenceTable } from './alerts/silence-table.ts';
import { SqliteAlertStore } from './alerts/sqlite-alert-store.ts';
import { BodyTable } from './bodies/body-table.ts';
import { type PendingHistory, SqlitePendingHistory } from './bodies/pending-history.ts';
import { type EmbeddedQueue, SqliteRecordQueue } from './bodies/record-queue.ts';
import { SqliteCheckpointStore } from './checkpoint-store.ts';
import { createDispatcher } from './dispatcher.ts';
import { StateLockedError, StateMissingError, StateUnwritableError } from './errors.ts';
import { SqliteIndicatorStore } from './indicator-store.ts';
import { acquireLock, type Lock } from './lock.ts';
import { SqliteQuarantine } from './quarantine.ts';
import { SqliteRuleStatusStore } from './rule-status-store.ts';
import { createRefusingWriter, GroupCommit, type Results, type Writer } from './sqlite/group-commit.ts';
import { openDatabase } from './sqlite/open-database.ts';
import { isErrno, toStateError } from './sqlite/sqlite-error.ts';
import type { Storage } from './storage.ts';

/** Options of {@link openState}. */
export interface StateOptions {
  /** Made when it is missing, for its owner alone. */
  readonly dir: string;
  readonly clock: Clock;
  /** To read beside a writer: takes no lock, and every write is refused. */
  readonly readOnly?: boolean;
  /**
   * To change a little beside a `run` that may hold the directory: alerts, silences. Where a run does, its lock is left alone and nothing is
   * tidied up or migrated; where none does, this is an ordinary writer.
   */
  readonly beside?: boolean;
  /** What another process is told that finds the directory held: `another run (pid …)`. Default `run`. */
  readonly owner?: string;
}

/** Options for tests. */
export interface InternalStateOptions extends StateOptions {
  /** Pages of 8 KiB that the database may have. */
  readonly maxPages?: number;
}

/** Everything the pipeline keeps on one machine, in one directory. */
export interface EmbeddedState {
  readonly dir: string;
  readonly queue: EmbeddedQueue;
  /** Bodies on their way into history files. */
  readonly history: PendingHistory;
  readonly alerts: EmbeddedAlertStore;
  readonly silences: SilenceStore;
  /** Hands out what the alert store has due. */
  readonly dispatcher: Dispatcher;
  readonly ruleStatuses: RuleStatusStore;
  readonly indicators: IndicatorStore;
  readonly checkpoints: CheckpointStore;
  readonly quarantine: Quarantine;
  /**
   * All the writes that `begin` starts before it returns are made together or not at all.
   *
   * `state.atomically(() => [state.queue.send(bodies), state.checkpoints.put('file', progress)])`
   */
  atomically<T extends readonly Promise<unknown>[]>(begin: () => T): Promise<Results<T>>;
  /** Resolves when everything that was committed survives a power cut; the end of the process it survives in any case. */
  sync(): Promise<void>;
  /** Commits what was begun, tidies up and gives the directory free. Safe to call again. */
  close(): Promise<void>;
}

/**
 * Opens a state directory. Writes that are begun in one turn of the event loop share one durable commit, and their promises
 * resolve after it. When the database fails (full disk, damage), every later write rejects with the same error.
 *
 * @throws StateLockedError when another process writes it.
 * @throws StateFullError, StateUnwritableError, StateDamagedError, StateVersionError, StateMissingError
 */
export function openState(options: StateOptions): Promise<EmbeddedState> {
  return openStateInternal(options);
}

/** {@link openState} with what tests need. */
export async function openStateInternal(options: InternalStateOptions): Promise<EmbeddedState> {
  return options.readOnly === true ? openReader(options) : openWriter(options);
}

async function openReader({ dir, clock }: InternalStateOptions): Promise<EmbeddedState> {
  requireDirectory(dir);
  const path = join(dir, 'state.db');
  const db = openDatabase({ path, readOnly: true });
  const { state } = assemble({ dir, db, clock, writer: createRefusingWriter(path) });
  let open = true;
  return {
    ...state,
    async close() {
      if (open) db.close();
      open = false;
    },
  };
}

async function openWriter(options: InternalStateOptions): Promise<EmbeddedState> {
  const { dir, clock } = options;
  if (options.beside === true) requireDirectory(dir);
  else makeDirectory(dir);
  const lock = takeLock(options);
  if (lock === undefined) return openBeside(dir, clock);
  try {
    return await openLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function takeLock({ dir, clock, owner = 'run', beside = false }: InternalStateOptions): Lock | undefined {
  try {
    return acquireLock(dir, owner, clock);
  } catch (error) {
    if (beside && error instanceof StateLockedError) return undefined;
    throw error;
  }
}

function openBeside(dir: string, clock: Clock): EmbeddedState {
  const db = openDatabase({ path: join(dir, 'state.db'), readOnly: false, beside: true });
  const writer = new GroupCommit(db);
  const { state } = assemble({ dir, db, clock, writer });
  let closing: Promise<void> | undefined;
  return {
    ...state,
    close() {
      closing ??= writer.close().then(() => db.close());
      return closing;
    },
  };
}

async function openLocked({ dir, clock, maxPages }: InternalStateOptions, lock: Lock): Promise<EmbeddedState> {
  const path = join(dir, 'state.db');
  const db = openDatabase({ path, readOnly: false, ...(maxPages !== undefined && { maxPages }) });
  const writer = new GroupCommit(db);
  try {
    const { state, alerts, quarantine } = assemble({ dir, db, clock, writer });
    await alerts.recover();
    await quarantine.sweep();
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await writer.close();
      db.close();
      lock.release();
    };
    return {
      ...state,
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function assemble(storage: Storage) {
  const { dir, clock, writer } = storage;
  const bodies = new BodyTable(storage.db);
  const silences = new SilenceTable(storage);
  const alerts = new SqliteAlertStore(storage, silences);
  const quarantine = new SqliteQuarantine(storage);
  const state = {
    dir,
    queue: new SqliteRecordQueue(storage, bodies),
    history: new SqlitePendingHistory(storage, bodies),
    alerts,
    silences,
    dispatcher: createDispatcher({ clock, due: (now, limit) => alerts.due({ now, limit }) }),
    ruleStatuses: new SqliteRuleStatusStore(storage),
    indicators: new SqliteIndicatorStore(storage),
    checkpoints: new SqliteCheckpointStore(storage),
    quarantine,
    atomically: ((begin) => writer.atomically(begin)) satisfies Writer['atomically'],
    async sync() {
      await writer.write(() => {});
      await syncFile(join(dir, 'state.db-wal'));
    },
  };
  return { state, alerts, quarantine };
}

/** Whoever holds the file open: its content reaches the disk. */
async function syncFile(path: string): Promise<void> {
  try {
    const file = await open(path);
    await file.datasync().finally(() => file.close());
  } catch (error) {
    // Without a log there is nothing that is not in the database itself.
    if (!isErrno(error, 'ENOENT')) throw toStateError(error, path);
  }
}

function requireDirectory(dir: string): void {
  const found = statSync(dir, { throwIfNoEntry: false });
  if (found === undefined) throw new StateMissingError(dir, `there is no ${dir} yet; a first run makes it`);
  if (!found.isDirectory()) throw notADirectory(dir);
}

function makeDirectory(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (isErrno(error, 'EEXIST', 'ENOTDIR')) throw notADirectory(dir);
    throw toStateError(error, dir);
  }
}

function notADirectory(dir: string): StateUnwritableError {
  return new StateUnwritableError(
    dir,
    `${dir} is, or is below, a file and not a directory; use --state DIR for another place`,
  );
}
