import type { TableDefinition } from '@streamalert/core';

/** Columns of 3.5 (spec 03 §7.3), then what alerts hold since. */
const columns: readonly (readonly [name: string, type: string])[] = [
  ['cluster', 'string'],
  ['context', 'map<string,string>'],
  ['created', 'string'],
  ['id', 'string'],
  ['log_source', 'string'],
  ['log_type', 'string'],
  ['outputs', 'array<string>'],
  ['publishers', 'map<string,string>'],
  ['record', 'map<string,string>'],
  ['rule_description', 'string'],
  ['rule_name', 'string'],
  ['source_entity', 'string'],
  ['source_service', 'string'],
  ['staged', 'boolean'],
  ['severity', 'string'],
  ['tags', 'array<string>'],
  ['title', 'string'],
  ['attack', 'array<string>'],
  ['references', 'array<string>'],
  ['runbook', 'string'],
  ['owner', 'string'],
  ['suppressed', 'map<string,string>'],
];

/** The table of alerts; its lines are written by `alertLine`. */
export const alertsTable: TableDefinition = {
  name: 'alerts',
  columns: columns.map(([name, type]) => ({ name, type, path: [name] })),
};
