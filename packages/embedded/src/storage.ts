import type { Clock } from '@streamalert/core';
import type { Database } from './sqlite/database.ts';
import type { Writer } from './sqlite/group-commit.ts';

/** What every store of a state directory works with. Reads go to `db` at once, writes through `writer` alone. */
export interface Storage {
  readonly dir: string;
  readonly db: Database;
  readonly writer: Writer;
  readonly clock: Clock;
}
