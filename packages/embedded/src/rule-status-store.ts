import {
  type Micros,
  parseJson,
  type RuleStatus,
  type RuleStatusStore,
  type StagingDecision,
  stringifyJson,
} from '@streamalert/core';
import type { Storage } from './storage.ts';

interface StatusRow {
  readonly rule: string;
  readonly staged: number;
  readonly staged_at: Micros | null;
  readonly staged_until: Micros | null;
  readonly content_hash: string | null;
  readonly decisions: string | null;
}

/** The {@link RuleStatusStore} on SQLite. */
export class SqliteRuleStatusStore implements RuleStatusStore {
  readonly #storage: Storage;
  readonly #list;
  readonly #put;
  readonly #replace;
  readonly #delete;

  constructor(storage: Storage) {
    this.#storage = storage;
    const { db } = storage;
    this.#list = db.prepare<StatusRow>(
      'SELECT rule, staged, staged_at, staged_until, content_hash, decisions FROM rule_statuses ORDER BY rule',
    );
    this.#put = db.prepare(
      'INSERT OR REPLACE INTO rule_statuses (rule, staged, staged_at, staged_until, content_hash, decisions) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#replace = db.prepare(
      'UPDATE rule_statuses SET staged = ?, staged_at = ?, staged_until = ?, content_hash = ?, decisions = ? WHERE rule = ? AND staged = ? AND staged_at IS ?',
    );
    this.#delete = db.prepare('DELETE FROM rule_statuses WHERE rule = ?');
  }

  async list(): Promise<readonly RuleStatus[]> {
    return this.#list.all().map(toStatus);
  }

  async put(statuses: readonly RuleStatus[]): Promise<void> {
    await this.#storage.writer.write(() => {
      for (const status of statuses) this.#put.run(status.ruleName, ...columnsOf(status));
    });
  }

  async replace(read: RuleStatus, status: RuleStatus): Promise<boolean> {
    return this.#storage.writer.write(() => {
      const key = [read.ruleName, Number(read.staged), read.stagedAt ?? null] as const;
      return this.#replace.run(...columnsOf(status), ...key).changes > 0;
    });
  }

  async delete(ruleNames: readonly string[]): Promise<void> {
    await this.#storage.writer.write(() => {
      for (const name of ruleNames) this.#delete.run(name);
    });
  }
}

/** Every column but the rule's name. */
function columnsOf({ staged, stagedAt, stagedUntil, contentHash, decisions }: RuleStatus) {
  const told = decisions === undefined ? null : stringifyJson(decisions);
  return [Number(staged), stagedAt ?? null, stagedUntil ?? null, contentHash ?? null, told] as const;
}

function toStatus(row: StatusRow): RuleStatus {
  return {
    ruleName: row.rule,
    staged: row.staged === 1,
    ...(row.staged_at !== null && { stagedAt: row.staged_at }),
    ...(row.staged_until !== null && { stagedUntil: row.staged_until }),
    ...(row.content_hash !== null && { contentHash: row.content_hash }),
    ...(row.decisions !== null && { decisions: parseJson(row.decisions) as unknown as readonly StagingDecision[] }),
  };
}
