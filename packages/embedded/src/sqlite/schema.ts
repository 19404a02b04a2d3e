/**
 * What makes each version of the schema from the one before; `PRAGMA user_version` counts those that were made. A
 * migration that was released is never edited: a change is a new one at the end.
 */
export const migrations: readonly string[] = [
  `
  -- A body stays until neither the rules engine nor history needs it. Its text is apart, so that changing a mark does
  -- not write the text again.
  CREATE TABLE bodies (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    format TEXT NOT NULL,
    log_type TEXT NOT NULL,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    for_rules INTEGER NOT NULL,
    for_history INTEGER NOT NULL,
    UNIQUE (format, id)
  ) STRICT;
  CREATE INDEX bodies_for_rules ON bodies (seq) WHERE for_rules = 1;
  CREATE INDEX bodies_for_history ON bodies (log_type, seq) WHERE for_history = 1;
  CREATE TABLE texts (seq INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT;

  -- send_due: next time an output is due; null when nothing is left to send, or all of it is parked.
  -- window_ends: null when the alert is not merge-enabled.
  CREATE TABLE alerts (
    seq INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    merged INTEGER NOT NULL,
    window_ends INTEGER,
    mergeable INTEGER NOT NULL DEFAULT 0,
    send_due INTEGER,
    leased_until INTEGER,
    available INTEGER GENERATED ALWAYS AS (max(send_due, ifnull(leased_until, 0))) VIRTUAL,
    row TEXT NOT NULL,
    UNIQUE (rule, id)
  ) STRICT;
  CREATE INDEX alerts_available ON alerts (available, created, id) WHERE send_due IS NOT NULL;
  CREATE INDEX alerts_mergeable ON alerts (rule, created, id) WHERE mergeable = 1;
  CREATE INDEX alerts_window_ends ON alerts (window_ends) WHERE mergeable = 1;
  CREATE INDEX alerts_leased ON alerts (seq) WHERE leased_until IS NOT NULL;
  CREATE INDEX alerts_created ON alerts (created, seq);

  -- Deliveries outlive their alert, as part of its receipt.
  CREATE TABLE deliveries (
    rule TEXT NOT NULL,
    id TEXT NOT NULL,
    output TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    next_attempt INTEGER,
    last_error TEXT,
    parked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (rule, id, output)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deliveries_sent ON deliveries (sent_at, output) WHERE sent_at IS NOT NULL;
  CREATE INDEX deliveries_unsent ON deliveries (rule, id, output) WHERE sent_at IS NULL;

  CREATE TABLE receipts (
    rule TEXT NOT NULL,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    merged INTEGER NOT NULL,
    merged_into TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (rule, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX receipts_at ON receipts (at);
  CREATE INDEX receipts_created ON receipts (created, merged, rule);

  CREATE TABLE rule_statuses (
    rule TEXT PRIMARY KEY,
    staged INTEGER NOT NULL,
    staged_at INTEGER,
    staged_until INTEGER,
    content_hash TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE indicators (
    value TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    sub_type TEXT NOT NULL,
    source TEXT NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX indicators_expires ON indicators (expires);

  CREATE TABLE checkpoints (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- data is null when it is in a file of its own.
  CREATE TABLE quarantine (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    rejected TEXT NOT NULL,
    origin TEXT NOT NULL,
    file TEXT,
    data BLOB
  ) STRICT;
  CREATE INDEX quarantine_reason ON quarantine (reason);
  CREATE INDEX quarantine_file ON quarantine (file) WHERE file IS NOT NULL;
  `,
  `
  -- Networks are asked for all together: values such as 198.51.100.0/24 of the types of addresses.
  ALTER TABLE indicators ADD COLUMN network INTEGER GENERATED ALWAYS AS
    (type IN ('ip', 'ipv4', 'ipv6') AND instr(value, '/') > 0) VIRTUAL;
  CREATE INDEX indicators_networks ON indicators (value) WHERE network = 1;

  -- What was decided about a rule, as JSON, oldest first.
  ALTER TABLE rule_statuses ADD COLUMN decisions TEXT;
  `,
  `
  -- bytes: of the record as JSON, wherever it lies. spilled: a part of the row lies in a file.
  -- merge_key: hash of the merge keys and their values. unreadable: why the row is no alert. adopt: a row without a due time.
  ALTER TABLE alerts ADD COLUMN leased_by TEXT;
  ALTER TABLE alerts ADD COLUMN merge_key TEXT;
  ALTER TABLE alerts ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alerts ADD COLUMN spilled INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alerts ADD COLUMN unreadable TEXT;
  ALTER TABLE alerts ADD COLUMN adopt INTEGER NOT NULL DEFAULT 0;
  UPDATE alerts SET adopt = 1, mergeable = 0 WHERE window_ends IS NOT NULL;
  DROP INDEX alerts_mergeable;
  CREATE INDEX alerts_rule_available ON alerts (rule, available, created, id) WHERE send_due IS NOT NULL;
  CREATE INDEX alerts_rule_window_ends ON alerts (rule, window_ends) WHERE mergeable = 1;
  CREATE INDEX alerts_members ON alerts (rule, merge_key, created, id, window_ends) WHERE mergeable = 1;
  CREATE INDEX alerts_spilled ON alerts (seq) WHERE spilled = 1;
  CREATE INDEX alerts_unreadable ON alerts (seq) WHERE unreadable IS NOT NULL;
  CREATE INDEX alerts_to_adopt ON alerts (seq) WHERE adopt = 1;

  -- Who came first: the alert that repeats repeat (kind "repeat"), or that opened a merge window (kind "first").
  CREATE TABLE holds (
    rule TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (rule, kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX holds_until ON holds (until);

  CREATE TABLE hourly_alerts (
    rule TEXT NOT NULL,
    hour INTEGER NOT NULL,
    alerts INTEGER NOT NULL,
    PRIMARY KEY (rule, hour)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hourly_alerts_hour ON hourly_alerts (hour);

  CREATE TABLE silences (
    id TEXT PRIMARY KEY,
    rule TEXT,
    conditions TEXT NOT NULL,
    until INTEGER NOT NULL,
    reason TEXT NOT NULL,
    silenced_by TEXT NOT NULL,
    created INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX silences_created ON silences (created, id);
  CREATE INDEX silences_until ON silences (until);
  `,
];
