export { createPowertoolsLogger, type PowertoolsLoggerOptions } from './logger.ts';
export { createPowertoolsMetrics, type PowertoolsMetricsOptions } from './metrics.ts';
