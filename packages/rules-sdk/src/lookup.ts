import type { Json } from './json.ts';

/**
 * Values of lookup tables by name of the table, filled by declarations of a rule repo:
 * `declare module '@streamalert/rules-sdk' { interface LookupTables { 'account-owners': string } }`.
 */
export interface LookupTables {}

/** Names of the configured lookup tables, filled by the declarations that `streamalert generate types` writes. */
export interface ConfiguredLookupTables {}

/** Names of the lookup tables: those that were generated or declared, or any text where none were. */
export type LookupTableName = keyof (LookupTables & ConfiguredLookupTables) extends never
  ? string
  : keyof (LookupTables & ConfiguredLookupTables) & string;

/** The value of a lookup table: its declared type, or any JSON value. */
export type LookupValue<T extends string> = T extends keyof LookupTables ? LookupTables[T] : Json;
