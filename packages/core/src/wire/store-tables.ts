/** An index over some rows of a table: those that have both of its keys. */
export interface StoreIndex {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
  /** What is read from it beside the keys: every attribute, or these. */
  readonly projected: 'all' | readonly string[];
}

/** Keys of a DynamoDB table and its indexes; all of them are texts. */
export interface StoreTable {
  readonly hash: string;
  readonly range?: string;
  /** The attribute with the time in epoch seconds after which DynamoDB removes a row. */
  readonly ttl?: string;
  readonly indexes: readonly StoreIndex[];
}

/**
 * The tables of a deployment: what the adapter for DynamoDB reads and writes, and what is to be created. Keys of the tables that 3.5 had
 * are its keys; indexes and the other tables are ours.
 */
export const storeTables = {
  alerts: {
    hash: 'RuleName',
    range: 'AlertID',
    indexes: [
      // What is to be sent or merged, by rule and time.
      { name: 'due', hash: 'DueShard', range: 'DueKey', projected: [] },
      // Alerts that wait for a merge, by rule and the values they are merged by.
      { name: 'members', hash: 'MergeGroup', range: 'Created', projected: ['WindowEnd', 'RecordBytes'] },
    ],
  },
  receipts: { hash: 'RuleName', range: 'AlertID', ttl: 'ExpiresAt', indexes: [] },
  rules: { hash: 'RuleName', indexes: [] },
  indicators: {
    hash: 'ioc_value',
    ttl: 'expiration_ts',
    indexes: [{ name: 'networks', hash: 'network', range: 'ioc_value', projected: 'all' }],
  },
  // Checkpoints, silences, and what limits of alerts have counted.
  state: { hash: 'Scope', range: 'Id', ttl: 'ExpiresAt', indexes: [] },
} as const satisfies Readonly<Record<string, StoreTable>>;
