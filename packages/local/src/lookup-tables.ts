import { dirname, join, resolve } from 'node:path';
import type { Config } from '@streamalert/config';
import { type Clock, createSystemClock, type Issue, jsonPointer, type Logger } from '@streamalert/core';
import { openLookupFile } from '@streamalert/embedded';
import { createLookupTables, type LookupTables } from '@streamalert/rules-engine';

/** The lookup tables of a project, as far as one machine reaches: those in files and in memory. */
export function openLookupTables(
  { dir, lookupTables }: Pick<Config, 'dir' | 'lookupTables'>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): LookupTables {
  const base = dirname(join(dir, '.'));
  return createLookupTables({
    config: lookupTables ?? { enabled: false, tables: new Map() },
    backends: {
      document: (table) => (table.driver === 'file' ? openLookupFile(resolve(base, table.path)) : undefined),
    },
    clock,
    logger,
  });
}

/** Tables in files that cannot be read, found before a rule asks. They stop nothing: another content may come. */
export async function checkLookupFiles({ dir, lookupTables }: Pick<Config, 'dir' | 'lookupTables'>): Promise<Issue[]> {
  const issues: Issue[] = [];
  if (lookupTables?.enabled !== true) return issues;
  const silent = (): void => {};
  const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent };
  const tables = openLookupTables({ dir, lookupTables }, { clock: createSystemClock(), logger });
  for (const { table, driver } of tables.describe()) {
    if (driver !== 'file') continue;
    const problem = await tables.get(table, '').then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (problem === undefined) continue;
    const pointer = jsonPointer(['tables', table, 'path']);
    issues.push({ file: join(dir, 'lookup_tables.json'), pointer, message: problem, severity: 'warning' });
  }
  return issues;
}
