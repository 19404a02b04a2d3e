export { createSqsDispatcher, decodeAlertKey, encodeAlertKey, type SqsDispatcherOptions } from './dispatcher.ts';
export { readEventMessage, type SqsEventMessage } from './event-message.ts';
export { queueLimits } from './queue-message.ts';
export { createSqsRecordQueue, type SqsRecordQueueOptions } from './record-queue.ts';
