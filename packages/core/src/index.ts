export type {
  Alert,
  AlertLimits,
  AttackReference,
  Indicator,
  Integer,
  IntelHit,
  Json,
  JsonObject,
  OutputName,
  Publication,
  PublisherNames,
  Severity,
  Suppression,
} from '@streamalert/rules-sdk';
export { type AlertKey, historyOutput, isMergeEnabled, ownOutputs } from './alert.ts';
export {
  capNotice,
  cappedAt,
  type FindAll,
  findSilence,
  hourOf,
  isNotified,
  repeatOf,
  silencedBy,
  suppress,
  withoutLimits,
} from './alert-limits.ts';
export { canonicalText, type FindFirst, keyedValues } from './canonical-json.ts';
export { type Clock, createSystemClock, formatTimestamp, type Micros, parseTimestamp, partitionHour } from './clock.ts';
export { PipelineError, type PipelineErrorOptions, type Place } from './errors.ts';
export {
  alertId,
  createRecordUuidWriter,
  mergedAlertId,
  payloadId,
  type RecordUuidWriter,
  recordId,
  recordUuid,
  sha256,
} from './ids.ts';
export { formatIssue, type Issue, jsonPointer } from './issue.ts';
export { parseJson, type StringifyOptions, stringifyJson } from './json.ts';
export { splitLookupKey } from './lookup-key.ts';
export type { AlertDesk, RetryOptions, UnreadableAlert } from './ports/alert-desk.ts';
export type {
  AlertStore,
  ClaimOptions,
  DeliveryOutcome,
  DeliveryState,
  DueOptions,
  MergeGroupOptions,
  SettleOptions,
  StoredAlert,
} from './ports/alert-store.ts';
export { type BlobInfo, BlobMissingError, type BlobStore } from './ports/blob-store.ts';
export type { CheckpointStore } from './ports/checkpoint-store.ts';
export type { Dispatcher } from './ports/dispatcher.ts';
export type { HistorySearch, SearchResult } from './ports/history-search.ts';
export { type HttpClient, type HttpRequest, HttpRequestError, type HttpResponse } from './ports/http-client.ts';
export type { IndicatorStore } from './ports/indicator-store.ts';
export type { LookupDocument } from './ports/lookup-document.ts';
export type { LookupSource } from './ports/lookup-source.ts';
export type { Quarantine, QuarantinedRecord, QuarantineSummary } from './ports/quarantine.ts';
export type { QueueBody, QueueDelivery, ReceiveOptions, RecordQueue } from './ports/record-queue.ts';
export type { RecordStream, StreamBatch } from './ports/record-stream.ts';
export type { RuleStatus, RuleStatusStore, StagingDecision } from './ports/rule-status-store.ts';
export type { SecretStore } from './ports/secret-store.ts';
export type { Silence, SilenceStore } from './ports/silence-store.ts';
export type { LogFields, Logger, Metrics } from './ports/telemetry.ts';
export {
  type ClassifiedRecord,
  type NearestSchema,
  type RecordPosition,
  type RejectedRecord,
  type Service,
  type Source,
  services,
} from './records.ts';
export type { Column, TableDefinition } from './table-definition.ts';
