import { type Json, type Publication, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';

const placeholder = /\{\{\s*([^{}]+?)\s*\}\}/g;
const onlyPlaceholder = /^\{\{\s*([^{}]+?)\s*\}\}$/;

/**
 * Fills `{{path.to.field}}` in the texts of a template. A text that is one placeholder becomes the value itself;
 * inside a longer text, values other than text are written as JSON. A path that leads nowhere gives `""`.
 *
 * `{ "title": "{{rule_name}}: {{record.eventName}}", "event": "{{record}}" }`
 */
export function renderTemplate(template: Json, publication: Publication): Json {
  if (typeof template === 'string') return renderText(template, publication);
  if (Array.isArray(template)) return template.map((item) => renderTemplate(item as Json, publication));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, renderTemplate(value, publication)] as const),
  );
}

/** Every placeholder of a template, with the keys that lead to its text. */
export function placeholders(
  template: Json,
  at: readonly (string | number)[] = [],
): { readonly path: string; readonly at: readonly (string | number)[] }[] {
  if (typeof template === 'string')
    return [...template.matchAll(placeholder)].map(([, path]) => ({ path: path ?? '', at }));
  if (Array.isArray(template)) return template.flatMap((item, index) => placeholders(item as Json, [...at, index]));
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) => placeholders(value, [...at, key]));
}

function renderText(text: string, publication: Publication): Json {
  const whole = onlyPlaceholder.exec(text);
  if (whole !== null) {
    const value = valueAt(publication, (whole[1] ?? '').split('.'));
    return value === undefined ? '' : value;
  }
  return text.replace(placeholder, (_match, path: string) => {
    const value = valueAt(publication, path.split('.'));
    if (value === undefined) return '';
    return typeof value === 'string' ? value : stringifyJson(value);
  });
}

/** A key may itself hold dots (`@slack.text`), so the longest key that is there is taken. */
function valueAt(value: Json, path: readonly string[]): Json | undefined {
  if (path.length === 0) return value;
  if (Array.isArray(value)) return itemAt(value, path);
  if (!isJsonObject(value)) return undefined;
  for (let end = path.length; end > 0; end--) {
    const key = path.slice(0, end).join('.');
    if (!Object.hasOwn(value, key)) continue;
    const found = valueAt(value[key] as Json, path.slice(end));
    if (found !== undefined) return found;
  }
  return undefined;
}

function itemAt(list: readonly Json[], [position, ...rest]: readonly string[]): Json | undefined {
  const item = /^\d+$/.test(position ?? '') ? list[Number(position)] : undefined;
  return item === undefined ? undefined : valueAt(item, rest);
}
