export { createFirehoseRecordStream, type FirehoseRecordStreamOptions } from './record-stream.ts';
