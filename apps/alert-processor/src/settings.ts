import { logLevel, optional, readSettings, required, type SettingsOf } from '@streamalert/aws/lambda';

const shape = {
  prefix: ['STREAMALERT_PREFIX', required],
  workingBucket: ['STREAMALERT_WORKING_BUCKET', required],
  logLevel: ['STREAMALERT_LOG_LEVEL', logLevel],
  /** Set by Lambda. */
  region: ['AWS_REGION', required],
  /** Of a local AWS server, where there is one. */
  endpoint: ['AWS_ENDPOINT_URL', optional],
} as const;

/** The environment of the function. */
export type Settings = SettingsOf<typeof shape>;

/** @throws SettingsError that names everything that is wrong. */
export const loadSettings = (): Settings => readSettings(shape, process.env);
