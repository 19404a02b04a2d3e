import { dirname, join, resolve } from 'node:path';
import type { Config } from '@streamalert/config';
import type { Clock, Logger } from '@streamalert/core';
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
