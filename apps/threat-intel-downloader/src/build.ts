export { threatIntelDownloaderFunctionConfig as configOf } from './function-config.ts';
