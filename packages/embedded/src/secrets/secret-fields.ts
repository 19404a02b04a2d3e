import { isJsonObject } from '@streamalert/rules-sdk';

/** The fields of a secret, or `undefined` when `value` is anything but an object of texts. */
export function toFields(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.values(value).every((field) => typeof field === 'string')
    ? (value as Record<string, string>)
    : undefined;
}
