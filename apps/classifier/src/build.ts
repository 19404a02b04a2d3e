export { classifierFunctionConfig as configOf } from './function-config.ts';
