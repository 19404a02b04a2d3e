export type { ClassifierFunctionConfig } from './function-config.ts';
export { type ClassifierHandler, createHandler } from './handler.ts';
