export { formatIssues, hasErrors } from './issues.ts';
export { type LoadOptions, loadConfig } from './load-config.ts';
export type {
  Cluster,
  Config,
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
  SchemaConfiguration,
  ThreatIntelConfig,
} from './types.ts';
