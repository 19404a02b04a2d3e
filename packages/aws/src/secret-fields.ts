import { parseJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { UnreadableError } from './errors.ts';

/**
 * The fields that a secret's text holds: a JSON object of texts, as 3.5 wrote it.
 *
 * @throws UnreadableError that names the secret and shows nothing of it.
 */
export function readFields(text: string, place: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    // Without a cause: the parser's error quotes the text.
    throw new UnreadableError(`secret ${place} is not JSON`);
  }
  if (isJsonObject(value) && Object.values(value).every((field) => typeof field === 'string')) {
    return value as Record<string, string>;
  }
  throw new UnreadableError(`secret ${place} is not a JSON object of texts`);
}
