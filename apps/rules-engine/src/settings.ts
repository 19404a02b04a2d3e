import { flag, logLevel, readSettings, required, type SettingsOf } from '@streamalert/aws/lambda';

const shape = {
  prefix: ['STREAMALERT_PREFIX', required],
  workingBucket: ['STREAMALERT_WORKING_BUCKET', required],
  logLevel: ['STREAMALERT_LOG_LEVEL', logLevel],
  customMetrics: ['STREAMALERT_CUSTOM_METRICS', flag],
  ruleStatistics: ['STREAMALERT_RULE_STATISTICS', flag],
} as const;

/** The environment of the function. */
export type Settings = SettingsOf<typeof shape>;

/** @throws SettingsError that names everything that is wrong. */
export const loadSettings = (): Settings => readSettings(shape, process.env);
