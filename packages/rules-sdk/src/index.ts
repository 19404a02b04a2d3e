export type { Alert, OutputName, PublisherNames } from './alert.ts';
export { isJsonObject, type Integer, type Json, type JsonObject } from './json.ts';
export { getFirstKey, getKeys } from './keys.ts';
export { definePublisher, isPublisher, type Publication, type Publisher, publisherMark } from './publisher.ts';
export { type AttackReference, type Severity, severities } from './severity.ts';
