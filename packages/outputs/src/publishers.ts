import { defaultPublication, type Json, type Publication, stringifyJson } from '@streamalert/core';
import { definePublisher, getKeys, isJsonObject, type Publisher } from '@streamalert/rules-sdk';

const addRecord = definePublisher('add_record', (alert, publication) => ({ ...publication, record: alert.record }));

const blank = definePublisher('blank', () => ({}));

const removeInternalFields = definePublisher('remove_internal_fields', (_alert, publication) => {
  const { staged: _staged, publishers: _publishers, outputs: _outputs, ...rest } = publication;
  return rest;
});

/** Regular expressions in `context.remove_fields`; a key in which one is found goes, at any depth. */
const removeFields = definePublisher('remove_fields', (alert, publication) =>
  withoutKeys(publication, textList(alert.context['remove_fields'])),
);

const removeNormalization = definePublisher('remove_streamalert_normalization', (_alert, publication) =>
  withoutKeys(publication, ['streamalert_normalization']),
);

/** One level of keys like `a.b[0].c`, sorted as text; empty objects and lists vanish. */
const enumerateFields = definePublisher('enumerate_fields', (_alert, publication) =>
  Object.fromEntries(leaves(publication, '').sort(([a], [b]) => (a < b ? -1 : 1))),
);

/** For each name in `context.populate_fields` the list of its values at any depth, and nothing else. */
const populateFields = definePublisher('populate_fields', (alert, publication) =>
  Object.fromEntries(
    textList(alert.context['populate_fields']).map((name) => [name, getKeys(publication, name)] as const),
  ),
);

/** Lists of scalars under a key become text, one line each. */
const stringifyArrays = definePublisher(
  'StringifyArrays',
  (_alert, publication) => withTextLists(publication) as Publication,
);

const generic: readonly Publisher[] = [
  addRecord,
  blank,
  removeInternalFields,
  removeFields,
  removeNormalization,
  enumerateFields,
  populateFields,
  stringifyArrays,
];

const standard = definePublisher('default', defaultPublication);

/** Publishers that are always there, by their names and by those that 3.5 stored with alerts. */
export const builtInPublishers: ReadonlyMap<string, Publisher> = new Map([
  ['default', standard],
  ['streamalert.shared.publisher.DefaultPublisher', standard],
  ...generic.flatMap((publisher): [string, Publisher][] => [
    [publisher.name, publisher],
    [`publishers.community.generic.${publisher.name}`, publisher],
  ]),
]);

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

function withTextLists(value: Json): Json {
  if (Array.isArray(value)) return value.map(withTextLists);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textOfList(inner)] as const));
}

function textOfList(value: Json): Json {
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)) {
    return withTextLists(value);
  }
  return value.map((item) => (typeof item === 'string' ? item : stringifyJson(item))).join('\n');
}
