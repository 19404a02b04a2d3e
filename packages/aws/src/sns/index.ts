export { createSnsTopic, type SnsMessage, type SnsTopic, type SnsTopicOptions } from './topic.ts';
