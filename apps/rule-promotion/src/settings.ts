import { logLevel, readSettings, required, type SettingsOf } from '@streamalert/aws/lambda';

const shape = {
  prefix: ['STREAMALERT_PREFIX', required],
  database: ['STREAMALERT_DATABASE', required],
  workgroup: ['STREAMALERT_WORKGROUP', required],
  digestTopicArn: ['STREAMALERT_DIGEST_TOPIC_ARN', required],
  region: ['AWS_REGION', required],
  logLevel: ['STREAMALERT_LOG_LEVEL', logLevel],
} as const;

/** The environment of the function. */
export type Settings = SettingsOf<typeof shape>;

/** @throws SettingsError that names everything that is wrong. */
export const loadSettings = (): Settings => readSettings(shape, process.env);
