import { type Alert, historyOutput, type Json, type OutputName, type Publication } from '@streamalert/core';
import { isJsonObject, type Publisher } from '@streamalert/rules-sdk';
import { defaultPublication } from '@streamalert/rules-sdk/publishers';
import { PublisherError } from './errors.ts';

/** What the publishers of one output made. */
export interface ComposedPublication {
  readonly publication: Publication;
  /** Names that the alert holds and nobody registered; they were passed over. */
  readonly unknownPublishers: readonly string[];
}

/**
 * Runs the publishers an alert names for one output: those of the service, then those of the exact output. The first
 * gets `{}`, each a copy of its own; without any that is known the result is the default publication. History is
 * never transformed.
 *
 * @param publishers By name as stored with alerts.
 * @throws PublisherError when a publisher throws or answers no object.
 */
export function composePublication(
  alert: Alert,
  output: OutputName,
  publishers: ReadonlyMap<string, Publisher>,
): ComposedPublication {
  const names = output === historyOutput ? [] : publisherNames(alert, output);
  const known = names.flatMap((name) => publishers.get(name) ?? []);
  const unknownPublishers = names.filter((name) => !publishers.has(name));
  if (known.length === 0) return { publication: defaultPublication(alert), unknownPublishers };
  const frozen = deepFreeze(structuredClone(alert));
  const publication = known.reduce<Publication>((before, publisher) => apply(publisher, frozen, before), {});
  return { publication, unknownPublishers };
}

/** Rows of 3.5 may also hold one name, a list for every output, or single names in the map. */
function publisherNames(alert: Alert, output: OutputName): readonly string[] {
  const stored: unknown = alert.publishers;
  if (!isJsonObject(stored)) return nameList(stored);
  const service = output.slice(0, output.indexOf(':'));
  return [service, output].flatMap((key) => (Object.hasOwn(stored, key) ? nameList(stored[key]) : []));
}

function nameList(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function apply(publisher: Publisher, alert: Alert, before: Publication): Publication {
  let after: unknown;
  try {
    after = publisher.publish(alert, structuredClone(before));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PublisherError(`publisher ${publisher.name} failed: ${why}`, { cause });
  }
  if (!isJsonObject(after) || typeof after['then'] === 'function') {
    throw new PublisherError(`publisher ${publisher.name} must return an object of plain JSON values`);
  }
  return copied(publisher, after);
}

/** A copy, so that what a publisher keeps hold of cannot change what is sent. */
function copied(publisher: Publisher, publication: Record<string, Json>): Publication {
  try {
    return structuredClone(publication);
  } catch (cause) {
    throw new PublisherError(`publisher ${publisher.name} must return plain JSON values, not functions`, { cause });
  }
}

/** Freezes a value and everything in it; returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
