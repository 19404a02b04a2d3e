import type { Json } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { PositionError } from './errors.ts';

/** Where to go on in a payload. */
export type Position =
  | { readonly in: 'end' }
  /** Before a line. */
  | {
      readonly in: 'lines' | 'json lines';
      readonly at: number;
      readonly stored: boolean;
      readonly record: number;
      /** The first line, where it may name the columns. */
      readonly header?: string;
    }
  /** After an item of a large document. */
  | {
      readonly in: 'items';
      readonly at: number;
      /** `at` counts bytes as stored: neither compressed nor in another encoding. */
      readonly stored: boolean;
      readonly item: number;
      /** Absent when the document is an array. */
      readonly key?: string;
      /** Log type of the document, once an item has decided. */
      readonly logType?: string;
    };

/** @throws PositionError when `value` is not a position of this classifier. */
export function readPosition(value: Json): Position {
  const isCount = (found: unknown): boolean => Number.isSafeInteger(found) && (found as number) >= 0;
  if (isJsonObject(value)) {
    const { in: where, at, stored, record, item, header } = value;
    if (where === 'end') return { in: 'end' };
    const counts = where === 'items' ? [at, item] : [at, record];
    const isKnown = where === 'items' || where === 'lines' || where === 'json lines';
    const isHeader = header === undefined || typeof header === 'string';
    if (isKnown && isHeader && typeof stored === 'boolean' && counts.every(isCount))
      return value as unknown as Position;
  }
  throw new PositionError('the position to resume from was not given out by this classifier');
}

/**
 * True for a position in a payload that is read line by line and not compressed. Such a payload may grow: to resume at the
 * position of its last batch reads what was appended since.
 */
export function readsLines(position: Json): boolean {
  const found = readPosition(position);
  return (found.in === 'lines' || found.in === 'json lines') && found.stored;
}
