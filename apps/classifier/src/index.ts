export type { ClassifierFunctionConfig } from './function-config.ts';
export { type ClassifierHandler, createHandler } from './handler.ts';
export type { ReplayAnswer, ReplayRequest } from './replay-quarantine.ts';
