import type { Json } from '@streamalert/core';

/** The text, or `undefined` for anything else. */
export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** The list, or an empty one. */
export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);

/** The texts of a list. */
export const textsOf = (value: Json | undefined): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === 'string');
