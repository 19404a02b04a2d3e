export { type Artifact, artifactLines, extractArtifacts } from './artifacts.ts';
export { checkClassifier } from './check.ts';
export { createClassifier } from './classifier.ts';
export { ClassifierError, PositionError } from './errors.ts';
export {
  type ClassifyEventOptions,
  type ClassifyObjectOptions,
  classifyEvent,
  classifyObject,
  type EventBatch,
  type RejectedElement,
} from './events/classify-event.ts';
export { readEvent } from './events/read-event.ts';
export type { EventPayload, EventRecord, ObjectAddress, ObjectPayload, ReadEventOptions } from './events/types.ts';
export { type ExplainRecordOptions, explainRecord } from './explain-record.ts';
export type {
  AdditionalKeysFound,
  MatchObstacle,
  PatternMiss,
  RecordExplanation,
  SchemaExplanation,
  UnexpectedKey,
  WrongType,
} from './explanation.ts';
export {
  type InferredSchema,
  inferSchema,
  type SchemaFileEntry,
  type SchemaFileType,
  type SchemaSample,
} from './infer-schema.ts';
export { defaultLimits, maxBodyBytes } from './limits.ts';
export { findOverlaps, type Overlap, type OverlapOptions, type OverlapSample } from './overlaps.ts';
export { type PayloadRecord, payloadRecordsOf } from './payload-records.ts';
export { readsLines } from './position.ts';
export { replayRecord } from './replay-record.ts';
export type {
  ClassifiedBatch,
  ClassifiedBody,
  ClassifiedCounts,
  ClassifiedData,
  Classifier,
  ClassifierLimits,
  ClassifierOptions,
  ClassifyDataOptions,
  PayloadInput,
  RecordsInput,
} from './types.ts';
