import { isJsonObject } from '@streamalert/rules-sdk';
import type { OutputService, SettingsProblem } from './contract.ts';

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

/** What services have whose setting is one text: `"file": { "local": "alerts.ndjson" }`. */
export function configuredBy(
  description: string,
  example: string,
): Required<Pick<OutputService, 'value' | 'checkSettings'>> {
  return {
    value: { description, example },
    checkSettings: (settings) =>
      typeof settings === 'string' && settings.trim() !== ''
        ? []
        : [settingsError(`needs ${description}: { "descriptor": ${JSON.stringify(example)} }`)],
  };
}

/** What one key of an object of settings takes. */
export type SettingRule = (value: unknown) => string | undefined;

/** Check of services with an object of settings, all optional: `"splunk-hec": { "soc": { "index": "alerts" } }`. */
export function takesObject(
  rules: Readonly<Record<string, SettingRule>>,
): (settings: unknown) => readonly SettingsProblem[] {
  const names = Object.keys(rules).join(', ');
  return (settings) => {
    if (settings === undefined) return [];
    if (!isJsonObject(settings)) return [settingsError(`must be an object with ${names}`)];
    return Object.entries(settings).flatMap(([key, value]) => {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      const problem = rule === undefined ? `is not known; there are ${names}` : rule(value);
      return problem === undefined ? [] : [settingsError(problem, key)];
    });
  };
}

/** A text that is not empty. */
export const text: SettingRule = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a text';

/** One of a few values. */
export const oneOf =
  (...accepted: readonly unknown[]): SettingRule =>
  (value) =>
    accepted.includes(value) ? undefined : `must be one of ${accepted.join(', ')}`;

/** Any JSON object. */
export const object: SettingRule = (value) => (isJsonObject(value) ? undefined : 'must be an object');

/** A list of objects. */
export const objects: SettingRule = (value) =>
  Array.isArray(value) && value.every(isJsonObject) ? undefined : 'must be a list of objects';
