export type {
  Cluster,
  Config,
  FieldType,
  Fields,
  GlobalConfig,
  LoadedConfig,
  LogPatterns,
  LogTypeSchema,
  NormalizationCondition,
  NormalizationEntry,
  OutputDescriptor,
  SchemaConfiguration,
} from './types.ts';
