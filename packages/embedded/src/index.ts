export type { AlertReceipt, AlertTally, EmbeddedAlertStore } from './alerts/alert-store.ts';
export type { BodyFormat } from './bodies/body-table.ts';
export type { PendingBody, PendingFilter, PendingHistory, PendingTotal } from './bodies/pending-history.ts';
export type { EmbeddedQueue, EmbeddedQueueBody } from './bodies/record-queue.ts';
export { createDispatcher, type DispatcherOptions } from './dispatcher.ts';
export {
  StateClosedError,
  StateDamagedError,
  StateError,
  StateFullError,
  StateLockedError,
  StateMissingError,
  StateUnwritableError,
  StateVersionError,
} from './errors.ts';
export type { Results } from './sqlite/group-commit.ts';
export { type EmbeddedState, openState, type StateOptions } from './state.ts';
