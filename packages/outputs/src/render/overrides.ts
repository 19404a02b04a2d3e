import type { Json, JsonObject, Publication } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { PublicationError } from '../errors.ts';
import { plainText } from './json-text.ts';

/** The keys with which publishers change what one service shows, read with the service's prefix. */
export interface Overrides {
  /** The value of `@service.name`, whatever it is. */
  value(name: string): Json | undefined;
  /** As text, other values as JSON; `fallback` where there is none. */
  text(name: string, fallback: string): string;
  /** @throws PublicationError unless it is absent or an object. */
  object(name: string): JsonObject | undefined;
  /** @throws PublicationError unless it is absent or a list of objects. */
  objects(name: string): readonly JsonObject[] | undefined;
}

/** @param prefix e.g. `slack` for `@slack.text`. */
export function overridesOf(publication: Publication, prefix: string): Overrides {
  const value = (name: string): Json | undefined => publication[`@${prefix}.${name}`];
  const wrong = (name: string, accepted: string): never => {
    throw new PublicationError(`@${prefix}.${name} must be ${accepted}`);
  };
  return {
    value,
    text: (name, fallback) => {
      const given = value(name);
      return given === undefined || given === null ? fallback : plainText(given);
    },
    object: (name) => {
      const given = value(name);
      if (given === undefined || given === null) return undefined;
      return isJsonObject(given) ? given : wrong(name, 'an object');
    },
    objects: (name) => {
      const given = value(name);
      if (given === undefined || given === null) return undefined;
      return Array.isArray(given) && given.every(isJsonObject) ? given : wrong(name, 'a list of objects');
    },
  };
}
