export type { ThreatIntelDownloaderFunctionConfig } from './function-config.ts';
export { createHandler, type ThreatIntelDownloaderEvent, type ThreatIntelDownloaderHandler } from './handler.ts';
