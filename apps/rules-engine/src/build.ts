export { rulesEngineFunctionConfig as configOf } from './function-config.ts';

/** The bundle holds the user's rules. */
export const modules = 'rules';
