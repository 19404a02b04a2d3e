import { isJsonObject, type Json } from '../json.ts';
import { getKeys } from '../keys.ts';
import { definePublisher, type Publication, type Publisher } from '../publisher.ts';
import { plainText } from './json-text.ts';

/** Names under which 3.5 stored these publishers with alerts. */
const place = 'publishers.community.generic.';

/** Sets `record` to the alert's record. */
export const addRecord = definePublisher(`${place}add_record`, (alert, publication) => ({
  ...publication,
  record: alert.record,
}));

/** Nothing: what follows starts from `{}`. */
export const blank = definePublisher(`${place}blank`, () => ({}));

/** Takes `staged`, `publishers` and `outputs` away. */
export const removeInternalFields = definePublisher(`${place}remove_internal_fields`, (_alert, publication) => {
  const { staged: _staged, publishers: _publishers, outputs: _outputs, ...rest } = publication;
  return rest;
});

/**
 * Takes away, at any depth, every key in which one of the regular expressions of `context.remove_fields` is found. They run in
 * JavaScript's own engine, on keys that a record may have chosen: nested repetitions such as `(a+)+$` can take for ever. They
 * are part of the rule, and so are as trusted as its code.
 */
export const removeFields = definePublisher(`${place}remove_fields`, (alert, publication) =>
  withoutKeys(publication, textList(alert.context['remove_fields'])),
);

/** Takes away what the classifier added to the record. */
export const removeStreamalertNormalization = definePublisher(
  `${place}remove_streamalert_normalization`,
  (_alert, publication) => withoutKeys(publication, ['streamalert_normalization']),
);

/** One level of keys like `a.b[0].c`, sorted as text; empty objects and lists vanish. */
export const enumerateFields = definePublisher(`${place}enumerate_fields`, (_alert, publication) =>
  Object.fromEntries(leaves(publication, '').sort(([a], [b]) => (a < b ? -1 : 1))),
);

/** For each name in `context.populate_fields` the list of its values at any depth, and nothing else. */
export const populateFields = definePublisher(`${place}populate_fields`, (alert, publication) =>
  Object.fromEntries(
    textList(alert.context['populate_fields']).map((name) => [name, getKeys(publication, name)] as const),
  ),
);

/** Lists of scalars under a key become text, one line each. */
export const stringifyArrays = defineStringifyArrays(`${place}StringifyArrays`);

/** As {@link stringifyArrays}, with another text between the values than a line feed. */
export function defineStringifyArrays(name: string, separator = '\n'): Publisher {
  return definePublisher(name, (_alert, publication) => withTextLists(publication, separator) as Publication);
}

function textList(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function withoutKeys(publication: Publication, patterns: readonly string[]): Publication {
  const expressions = patterns.map((pattern) => new RegExp(pattern));
  const strip = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(strip);
    if (!isJsonObject(value)) return value;
    const kept = Object.entries(value).filter(([key]) => !expressions.some((expression) => expression.test(key)));
    return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner)] as const));
  };
  return strip(publication) as Publication;
}

function leaves(value: Json, path: string): [path: string, value: Json][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item as Json, `${path}[${index}]`));
  if (!isJsonObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function withTextLists(value: Json, separator: string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withTextLists(item, separator));
  if (!isJsonObject(value)) return value;
  const texts = Object.entries(value).map(([key, inner]) => [key, textOfList(inner, separator)] as const);
  return Object.fromEntries(texts);
}

function textOfList(value: Json, separator: string): Json {
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)) {
    return withTextLists(value, separator);
  }
  return value.map(plainText).join(separator);
}
