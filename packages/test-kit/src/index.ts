export { type AwsServer, type AwsServerName, describeOnAws } from './aws-servers.ts';
export {
  type Crash,
  type CrashPoints,
  type CrashPointsOptions,
  createCrashPoints,
  parseCrash,
} from './crash-points.ts';
export {
  makeAlert,
  makeClassifiedRecord,
  makeEvent,
  makeQuarantinedRecord,
  makeQueueBody,
  type Overrides,
} from './factories.ts';
export {
  asRoot,
  type Fault,
  type FaultProxy,
  type FaultProxyOptions,
  type ProxiedCall,
  startFaultProxy,
  throttled,
} from './fault-proxy.ts';
export type { MakeSubject, Subject } from './subject.ts';
export { type AlertStoreSubject, describeAlertStore } from './suites/alert-store.ts';
export { describeBlobStore } from './suites/blob-store.ts';
export { describeCheckpointStore } from './suites/checkpoint-store.ts';
export { describeClock } from './suites/clock.ts';
export { type DispatcherSubject, describeDispatcher } from './suites/dispatcher.ts';
export { describeHistorySearch, type HistorySearchSubject } from './suites/history-search.ts';
export { describeHttpClient } from './suites/http-client.ts';
export { describeIndicatorStore } from './suites/indicator-store.ts';
export { describeLookupDocument } from './suites/lookup-document.ts';
export { describeLookupSource } from './suites/lookup-source.ts';
export { describeQuarantine } from './suites/quarantine.ts';
export { describeRecordQueue, type RecordQueueSubject } from './suites/record-queue.ts';
export { describeRecordStream, type RecordStreamSubject } from './suites/record-stream.ts';
export { describeRuleStatusStore } from './suites/rule-status-store.ts';
export { describeSecretStore } from './suites/secret-store.ts';
export {
  describeLogger,
  describeMetrics,
  type LoggerSubject,
  type MetricsSubject,
  type WrittenEntry,
} from './suites/telemetry.ts';
export { createTestClock, type TestClock, testTime } from './test-clock.ts';
