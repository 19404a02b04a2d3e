import type { Json } from '@streamalert/core';

/**
 * The value of a key in a table; `undefined` when there is no such key or table.
 *
 * @throws LookupError when the table cannot be read.
 */
export type Lookup = (table: string, key: string) => Promise<Json | undefined>;
