export type { Alert, AlertLimits, OutputName, PublisherNames, Suppression } from './alert.ts';
export {
  type CloudTrailEvent,
  type CloudTrailIdentity,
  type CloudTrailRuleOptions,
  cloudTrailEvent,
  cloudTrailLogs,
  defineCloudTrailRule,
} from './cloudtrail.ts';
export { parseDescription, type RuleDescription } from './description.ts';
export type { FieldPath, FieldTest, FieldTests, FieldTestsOn, FieldValue } from './field-tests.ts';
export type {
  ConfiguredOutputs,
  LogType,
  LogTypes,
  NormalizedType,
  NormalizedTypes,
  PublisherKey,
  RecordOf,
  RuleOutput,
} from './generated.ts';
export { type Indicator, type IntelHit, indicatorKey } from './intel.ts';
export { type Integer, isJsonObject, type Json, type JsonObject } from './json.ts';
export { getFirstKey, getKeys } from './keys.ts';
export type { ConfiguredLookupTables, LookupTableName, LookupTables, LookupValue } from './lookup.ts';
export { all, any, not } from './matchers.ts';
export type { Matched, Requiring } from './narrowing.ts';
export { inNetwork, validIp } from './network.ts';
export { valueAt } from './paths.ts';
export { definePublisher, isPublisher, type Publication, type Publisher, publisherMark } from './publisher.ts';
export {
  type Admitted,
  type DedupOptions,
  defineRule,
  isRule,
  type Match,
  type Matcher,
  type MergeOptions,
  type PublisherOption,
  type Rule,
  type RuleConditions,
  type RuleDelivery,
  type RuleEvent,
  type RuleEventOf,
  type RuleFields,
  type RuleOptions,
  type RuleScope,
  ruleMark,
  type Verdict,
} from './rule.ts';
export { safeJsonParse } from './safe-json.ts';
export { type AttackReference, type Severity, severities } from './severity.ts';
export { containsAny, endsWithAny, matchesAny, pathMatchesAny, startsWithAny } from './text.ts';
export { lastHour } from './time.ts';
export {
  dataHasValue,
  dataHasValueFromList,
  dataHasValueFromSubstringList,
  dataHasValueWithSubstring,
} from './values.ts';
