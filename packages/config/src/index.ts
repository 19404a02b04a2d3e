export type {
  Account,
  BucketEvents,
  CloudTrailModule,
  ClusterDeployment,
  CustomMetricAlarm,
  Deployment,
  EnabledLog,
  FunctionSettings,
  Functions,
  Infrastructure,
  KinesisStream,
  MetricAlarm,
  Modules,
  OptionalFunction,
  StreamBuffers,
} from './deployment/types.ts';
export { editJson, type JsonChange } from './edit-json.ts';
export { formatIssues, hasErrors } from './issues.ts';
export { syntaxIssue } from './json-document.ts';
export { type LoadOptions, loadConfig } from './load-config.ts';
export type {
  AdditionalKeys,
  Cluster,
  Config,
  FeedConfig,
  Fields,
  FieldType,
  GlobalConfig,
  LoadedConfig,
  LogPatterns,
  LogTypeSchema,
  LookupTable,
  LookupTablesConfig,
  NormalizationCondition,
  NormalizationEntry,
  OutputDescriptor,
  RuleStagingConfig,
  SchemaConfiguration,
  ThreatIntelConfig,
} from './types.ts';
