import type { ClassifiedRecord, Clock, OutputName } from '@streamalert/core';
import type { Rule } from '@streamalert/rules-sdk';
import { RulesEngineError } from './errors.ts';
import { EvaluationRun } from './evaluation-run.ts';
import type { IndicatorMatcher } from './intel/indicator-matcher.ts';
import { limitLookup } from './lookups/limit-lookup.ts';
import type { Lookup } from './lookups/lookup.ts';
import { createRecordFilter, type RecordFilter } from './record-filter.ts';
import { type CandidateLookup, createCandidateLookup } from './rule-index.ts';
import type { Evaluation } from './types.ts';

/** How long one call of a rule may take when nothing else is said. */
export const defaultTimeLimitMs = 1000;

/** Options of {@link createRulesEngine}. */
export interface RulesEngineOptions {
  readonly rules: readonly Rule[];
  /** Outputs of rules that name none. */
  readonly defaultOutputs: readonly OutputName[];
  readonly clock: Clock;
  /** Finds indicators of compromise in the records; absent: none are looked for. */
  readonly intel?: IndicatorMatcher;
  /** Reads lookup tables; absent: there are none. */
  readonly lookup?: Lookup;
  /** Ids of rules that record and do not notify: their alerts go to history only. Asked for every alert. */
  readonly staged?: ReadonlySet<string>;
  /** `event.sampled` is always true, as tests want it; default false. */
  readonly sampleAll?: boolean;
  /** Ids of rules that do not run. */
  readonly parked?: ReadonlySet<string>;
  readonly limits?: {
    /**
     * A rule that takes longer to answer with a promise fails and is parked; default 1000. A rule that blocks the
     * thread can only be ended from outside: use `createIsolatedEngine`.
     */
    readonly timeLimitMs?: number;
  };
  /**
   * Told which rule's code is about to run on which record, by their positions among the rules sorted by id and in the
   * batch, and after it -1 for the rule. A supervisor in another thread needs it.
   */
  readonly onCall?: (rule: number, record: number) => void;
}

/** Runs rules over classified records, in this thread. */
export interface RulesEngine {
  /**
   * Evaluates records one after the other. Records that a rule looks at are frozen. Never rejects because of a rule.
   */
  evaluate(records: readonly ClassifiedRecord[]): Promise<Evaluation>;
}

/**
 * Makes an engine from rules that were loaded, or written on the spot.
 *
 * @throws RulesEngineError when two rules share an id.
 */
export function createRulesEngine(options: RulesEngineOptions): RulesEngine {
  const { evaluate } = createFilteringEngine(options);
  return { evaluate };
}

/** An engine that also tells which records need not be given to it. */
export interface FilteringEngine {
  /** {@link RulesEngine.evaluate}; holes are records that the filter denied. */
  evaluate(records: readonly (ClassifiedRecord | undefined)[]): Promise<Evaluation>;
  /** Absent: all records of the log type have to be given. */
  filterOf(logType: string): RecordFilter | undefined;
}

/** {@link createRulesEngine} for bodies that are not parsed yet. */
export function createFilteringEngine(options: RulesEngineOptions): FilteringEngine {
  const rules = sortById(options.rules);
  const lookups = new Map<string, CandidateLookup>();
  const candidatesOf = ({ log_schema_type: logType, record }: ClassifiedRecord) => {
    let lookup = lookups.get(logType);
    if (lookup === undefined) {
      lookup = createCandidateLookup(rules, logType);
      lookups.set(logType, lookup);
    }
    return lookup(record);
  };
  const timeLimitMs = options.limits?.timeLimitMs ?? defaultTimeLimitMs;
  const settings = {
    rules,
    defaultOutputs: options.defaultOutputs,
    clock: options.clock,
    staged: options.staged ?? new Set<string>(),
    parked: new Set(options.parked),
    timeLimitMs,
    onCall: options.onCall,
    sampleAll: options.sampleAll,
    lookup: options.lookup && limitLookup(options.lookup, timeLimitMs),
  };
  const filters = new Map<string, RecordFilter | undefined>();
  return {
    filterOf(logType) {
      // Indicators are looked for in every record.
      if (options.intel !== undefined) return undefined;
      if (!filters.has(logType)) filters.set(logType, createRecordFilter(rules, logType));
      return filters.get(logType);
    },
    async evaluate(records) {
      // With indicators there is no filter, and no hole.
      const intel = await options.intel?.match(records as readonly ClassifiedRecord[]);
      const run = new EvaluationRun(settings, intel?.enriched);
      for (let position = 0; position < records.length; position++) {
        const classified = intel?.enriched.get(position)?.classified ?? records[position];
        if (classified === undefined) continue;
        const candidates = candidatesOf(classified);
        const waiting = candidates.length === 0 ? undefined : run.evaluate(classified, position, candidates);
        if (waiting !== undefined) await waiting;
      }
      return intel === undefined ? run.result() : { ...run.result(), intel: intel.report };
    },
  };
}

/** Rules in the order in which they run; positions in it name a rule across threads. */
export function sortById(rules: readonly Rule[]): readonly Rule[] {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = sorted.find((rule, at) => rule.id === sorted[at + 1]?.id);
  if (twice !== undefined) {
    throw new RulesEngineError(`two rules have the id "${twice.id}"; ids are unique`, { place: { rule: twice.id } });
  }
  return sorted;
}
