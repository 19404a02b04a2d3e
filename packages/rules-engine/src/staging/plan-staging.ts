import type { RuleStagingConfig } from '@streamalert/config';
import type { Micros, RuleStatus, StagingDecision } from '@streamalert/core';

/** A rule as the rule table knows it. */
export interface KnownRule {
  readonly ruleName: string;
  readonly contentHash: string;
}

/** What the rule table lacks. */
export interface StagingPlan {
  /** Rows to write. */
  readonly put: readonly RuleStatus[];
  /** Names of rows whose rule is gone. */
  readonly gone: readonly string[];
  /** Names of rules that were not known. */
  readonly added: readonly string[];
  /** Of those, and of those whose content is another: the ones that record and do not notify from now on. */
  readonly staged: readonly string[];
}

/** What {@link planStaging} compares. */
export interface StagingSubject {
  readonly rules: readonly KnownRule[];
  readonly statuses: readonly RuleStatus[];
  readonly settings: RuleStagingConfig;
  readonly now: Micros;
  /** Whether rules are staged that somebody decided about, by name. */
  readonly asked?: ReadonlyMap<string, boolean>;
}

/**
 * Compares rules with the rule table. New rules are staged, unless the table is empty: the rules of a first deployment
 * notify. A rule whose content is another is staged again, and its time begins anew. What somebody decided about a rule comes before
 * both.
 */
export function planStaging({ rules, statuses, settings, now, asked }: StagingSubject): StagingPlan {
  const known = new Map(statuses.map((status) => [status.ruleName, status]));
  const present = new Set(rules.map(({ ruleName }) => ruleName));
  const put: RuleStatus[] = [];
  const added: string[] = [];
  for (const { ruleName, contentHash } of rules) {
    const status = known.get(ruleName);
    const wanted = asked?.get(ruleName);
    if (status === undefined) added.push(ruleName);
    if (wanted !== undefined) {
      const decision = { at: now, staged: wanted, reason: 'asked' as const };
      put.push(decide({ staged: false, ...status, ruleName, contentHash }, decision, settings));
    } else if (status === undefined) {
      const staged = settings.stageNewRules && statuses.length > 0;
      put.push(decide({ ruleName, staged: false, contentHash }, { at: now, staged, reason: 'new' }, settings));
    } else if (status.contentHash !== contentHash) {
      const next = { ...status, contentHash };
      // A row of 3.5 has no hash: there is nothing to compare with.
      const changed = status.contentHash !== undefined && settings.restageChangedRules;
      put.push(changed ? decide(next, { at: now, staged: true, reason: 'changed' }, settings) : next);
    }
  }
  return {
    put,
    added,
    staged: put.filter(({ decisions, staged }) => staged && decisions?.at(-1)?.at === now).map((one) => one.ruleName),
    gone: statuses.map(({ ruleName }) => ruleName).filter((name) => !present.has(name)),
  };
}

/** So many decisions of a rule are kept. */
const keptDecisions = 20;

/** A status after a decision. Staging a rule that is staged begins its time anew. */
export function decide(status: RuleStatus, decision: StagingDecision, settings: RuleStagingConfig): RuleStatus {
  const decisions = [...(status.decisions ?? []), decision].slice(-keptDecisions);
  if (!decision.staged) return { ...status, staged: false, decisions };
  const stagedUntil = decision.at + settings.stagingHours * 3_600_000_000;
  return { ...status, staged: true, stagedAt: decision.at, stagedUntil, decisions };
}
