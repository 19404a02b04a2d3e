export type { RulesEngineFunctionConfig } from './function-config.ts';
export { createHandler, type RulesEngineHandler } from './handler.ts';
