export type { AlertProcessorFunctionConfig } from './function-config.ts';
export { type AlertProcessorHandler, createHandler } from './handler.ts';
