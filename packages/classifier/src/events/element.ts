import { type Json, payloadId, type Source, stringifyJson } from '@streamalert/core';
import type { EventPayload, ReadEventOptions } from './types.ts';

/** An element of `Records`, and what is known around it. */
export interface Element {
  readonly value: Json;
  readonly index: number;
  readonly options: ReadEventOptions;
}

/** Reads the elements of one service; `undefined` when the element belongs to another. */
export type ReadElement = (element: Element) => readonly EventPayload[] | undefined;

/** An element that cannot be used. */
export function rejectedElement(
  { value, index }: Element,
  reason: string,
  detail: string,
  source?: Source,
): readonly EventPayload[] {
  const id = contentId('event', value, index);
  return [{ kind: 'rejected', index, id, reason, detail, data: value, ...(source && { source }) }];
}

/** For what brings no id of its own: the same content at the same place has the same id. */
export function contentId(kind: string, value: Json, index: number): string {
  return payloadId(kind, String(index), textOfJson(value));
}

/** JSON text of a value; empty where it is nested too deeply to be written. */
export function textOfJson(value: Json): string {
  try {
    return stringifyJson(value);
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}
