export { checkRules, type RuleContext } from './check-rules.ts';
export { EngineClosedError, EngineStartError, LookupError, RulesEngineError } from './errors.ts';
export { explainRules, type FieldFinding, type RuleExplanation, type RuleObstacle } from './explain-rules.ts';
export { createInProcessEngine, type InProcessEngineOptions } from './in-process-engine.ts';
export type { IndicatorReader } from './intel/indicator-cache.ts';
export {
  addIntelReports,
  createIndicatorMatcher,
  type EnrichedRecord,
  type IndicatorMatcher,
  type IndicatorMatcherOptions,
  type IntelMatches,
  type IntelReport,
} from './intel/indicator-matcher.ts';
export { type MatcherSettings, matcherSettings } from './intel/matcher-settings.ts';
export { type BodiesEngine, createIsolatedEngine, type IsolatedEngineOptions } from './isolation/isolated-engine.ts';
export type { Body } from './isolation/job.ts';
export { loadRules } from './load-rules.ts';
export type { Lookup } from './lookups/lookup.ts';
export {
  createLookupTables,
  type DocumentLookupTable,
  type LookupBackends,
  type LookupTableDescription,
  type LookupTables,
  type LookupTablesOptions,
  type RowLookupTable,
} from './lookups/lookup-tables.ts';
export { createMemoryTable } from './lookups/memory-table.ts';
export { findRuleFiles } from './rule-files.ts';
export { addRuleMetrics } from './rule-metrics.ts';
export { generateRuleTypes, type RuleTypesSource } from './rule-types.ts';
export { createRulesEngine, type RulesEngine, type RulesEngineOptions } from './rules-engine.ts';
export { type AlertPlace, type StagingDigest, stagingDigest } from './staging/digest.ts';
export { decide, type KnownRule, planStaging, type StagingPlan, type StagingSubject } from './staging/plan-staging.ts';
export {
  type CountAlerts,
  isStagingOver,
  type Promotion,
  type PromotionPlan,
  type PromotionSubject,
  planPromotion,
  type StagedRule,
  writePromotions,
} from './staging/promotion.ts';
export { createStagedRules, type StagedRules, type StagedRulesOptions } from './staging/staged-rules.ts';
export type { LookupFinding } from './trace-lookups.ts';
export type { FieldReading } from './trace-reads.ts';
export type {
  BodiesEvaluation,
  BodyResult,
  Evaluation,
  LoadedRule,
  LoadedRules,
  RuleFailure,
  RuleMetrics,
} from './types.ts';
export { type RuleProblem, validateRule } from './validate-rule.ts';
