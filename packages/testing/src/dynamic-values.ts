import { isJsonObject, type Json } from '@streamalert/rules-sdk';
import { TestEventError } from './errors.ts';

/** What stands for a value that depends on the time of the run. */
const placeholder = /<helper:([^>]*)>/g;

/**
 * Puts values in the place of `<helper:last_hour>` in every text of an event: the seconds since 1970 of a minute ago.
 *
 * @throws TestEventError for another helper.
 */
export function resolveHelpers(value: Json, nowSeconds: number): Json {
  if (typeof value === 'string') return resolveText(value, nowSeconds);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => resolveHelpers(item, nowSeconds));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveHelpers(inner, nowSeconds)]));
}

function resolveText(text: string, nowSeconds: number): string {
  return text.replace(placeholder, (_match, helper: string) => {
    if (helper === 'last_hour') return String(nowSeconds - 60);
    throw new TestEventError(`there is no helper "${helper}"; the only one is last_hour`);
  });
}
