import { isList, isObject, type Ordered, type OrderedObject } from './json-document.ts';

/*
 * Readers for values that JSON Schema has looked at already. What has the wrong shape, and is reported, reads as
 * absent, so that the checks across files still run and all problems show at once.
 */

const none: OrderedObject = new Map();

/** The object, or an empty one. */
export const objectOf = (value: Ordered | undefined): OrderedObject => (isObject(value) ? value : none);

/** Entries of an object of which the keys are data, without the editor's `$schema`. */
export function entriesOf(value: Ordered | undefined): [string, Ordered][] {
  return [...objectOf(value)].filter(([key]) => key !== '$schema');
}

export const listOf = (value: Ordered | undefined): readonly Ordered[] => (isList(value) ? value : []);

export const textOf = (value: Ordered | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const numberOf = (value: Ordered | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** The texts of a list. */
export const textsOf = (value: Ordered | undefined): string[] =>
  listOf(value).filter((item): item is string => typeof item === 'string');

/** One text, or the texts of a list. */
export const textOrTexts = (value: Ordered | undefined): string[] =>
  typeof value === 'string' ? [value] : textsOf(value);

/** The texts of a list, or the keys of an object: both forms of `optional_top_level_keys`. */
export const namesOf = (value: Ordered | undefined): string[] => (isObject(value) ? [...value.keys()] : textsOf(value));

/** The value where it is one of these texts. */
export const oneOf = <T extends string>(accepted: readonly T[], value: Ordered | undefined): T | undefined =>
  accepted.find((name) => name === value);

/** Absent, or an object without keys. */
export const isEmpty = (value: Ordered | undefined): boolean =>
  value === undefined || (isObject(value) && value.size === 0);
