export { type AlertMergerHandler, createHandler } from './handler.ts';
