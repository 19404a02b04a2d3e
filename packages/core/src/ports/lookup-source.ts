import type { Json } from '@streamalert/rules-sdk';

/** One lookup table that rules read and operators write. */
export interface LookupSource {
  /** The value of `key`, or `undefined` when the table has none. */
  get(key: string): Promise<Json | undefined>;
  put(key: string, value: Json): Promise<void>;
  /** Every key, sorted. */
  keys(): Promise<readonly string[]>;
}
