export type { BatchResponse, InvocationContext } from './invocation.ts';
export {
  flag,
  type LogLevel,
  logLevel,
  optional,
  type ReadSetting,
  readSettings,
  required,
  requiredUrl,
  SettingsError,
  type SettingsOf,
  type SettingsShape,
} from './settings.ts';
