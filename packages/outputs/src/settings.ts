import type { SettingsProblem } from './contract.ts';

/** A problem that stops a command. */
export const settingsError = (message: string, ...path: (string | number)[]): SettingsProblem => ({
  path,
  message,
  severity: 'error',
});

/** A problem that is only printed. */
export const settingsWarning = (message: string, ...path: (string | number)[]): SettingsProblem => ({
  path,
  message,
  severity: 'warning',
});

/** Check of services that are configured by their descriptor alone: `"slack": ["soc"]`. */
export function takesNoSettings(settings: unknown): readonly SettingsProblem[] {
  return settings === undefined ? [] : [settingsWarning('takes no settings; a list of descriptors is enough')];
}

/** Check of services whose setting is one text: `"file": { "local": "alerts.ndjson" }`. */
export function takesText(what: string, example: string): (settings: unknown) => readonly SettingsProblem[] {
  return (settings) =>
    typeof settings === 'string' && settings.trim() !== ''
      ? []
      : [settingsError(`needs ${what}: { "descriptor": ${JSON.stringify(example)} }`)];
}
