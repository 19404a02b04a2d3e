export { createHttpClient } from '@streamalert/core/http';
export type { AlertReceipt, AlertTally, EmbeddedAlertStore } from './alerts/alert-store.ts';
export type { BodyFormat } from './bodies/body-table.ts';
export type { PendingBody, PendingFilter, PendingHistory, PendingTotal } from './bodies/pending-history.ts';
export type { EmbeddedQueue, EmbeddedQueueBody } from './bodies/record-queue.ts';
export { createDispatcher, type DispatcherOptions } from './dispatcher.ts';
export {
  BlobKeyError,
  EmbeddedError,
  SecretError,
  StateClosedError,
  StateDamagedError,
  StateError,
  StateFullError,
  StateLockedError,
  StateMissingError,
  StateUnwritableError,
  StateVersionError,
} from './errors.ts';
export { createFileBlobStore } from './file-blob-store.ts';
export { SearchError } from './history/errors.ts';
export { type HistoryExtent, measureHistory } from './history/history-extent.ts';
export { createHistoryWriter, type HistoryWriter, type HistoryWriterOptions } from './history/history-writer.ts';
export { pruneHistory } from './history/retention.ts';
export { createHistorySearch, type SearchOptions, searchHistory } from './history/search.ts';
export { createLogger, type LoggerOptions, type LogLevel } from './logger.ts';
export { openLookupFile } from './lookup-file.ts';
export { createMetrics, type MemoryMetrics, type MetricsSnapshot, type Timing } from './metrics.ts';
export { createEnvironmentSecrets, type EnvironmentSecretsOptions } from './secrets/environment-secrets.ts';
export { createSecretChain } from './secrets/secret-chain.ts';
export { openSecretFile, type SecretFileOptions } from './secrets/secret-file.ts';
export type { SecretKey } from './secrets/secret-key.ts';
export type { Results } from './sqlite/group-commit.ts';
export { type EmbeddedState, openState, type StateOptions } from './state.ts';
