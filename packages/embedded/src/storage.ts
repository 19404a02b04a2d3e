import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@streamalert/core';
import type { Writer } from './sqlite/group-commit.ts';

/** What every store of a state directory works with. Reads go to `db` at once, writes through `writer` alone. */
export interface Storage {
  readonly dir: string;
  readonly db: DatabaseSync;
  readonly writer: Writer;
  readonly clock: Clock;
}
