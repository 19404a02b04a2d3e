/** An index over some rows of a table, with all their attributes or the keys alone. */
export interface StoreIndex {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
  /** `N` or `S` of the range key; hash keys are texts. */
  readonly rangeType: 'N' | 'S';
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

/** Keys of a DynamoDB table. All of them are texts, except where an index says so. */
export interface StoreTable {
  readonly hash: string;
  readonly range?: string;
  /** The attribute with the time in epoch seconds after which DynamoDB removes a row. */
  readonly ttl?: string;
  readonly indexes: readonly StoreIndex[];
}

/**
 * The tables of a deployment: what the adapter for DynamoDB reads and writes, and what is to be created. Keys of the tables that 3.5 had
 * are its keys; indexes are ours.
 */
export const storeTables = {
  rules: { hash: 'RuleName', indexes: [] },
  indicators: {
    hash: 'ioc_value',
    ttl: 'expiration_ts',
    indexes: [{ name: 'networks', hash: 'network', range: 'ioc_value', rangeType: 'S', projection: 'ALL' }],
  },
  checkpoints: { hash: 'Scope', range: 'Id', ttl: 'ExpiresAt', indexes: [] },
} as const satisfies Readonly<Record<string, StoreTable>>;
