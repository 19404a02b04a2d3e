import { type Json, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';

/** Bytes of a text in UTF-8, which is what most services count. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

const characters = (text: string): number => text.length;

/**
 * The text in at most `max` units, its end replaced by a note that says how much is missing:
 * `cutText(text, 40)` → `the beginning… [1234 characters cut]`. A surrogate pair is never halved.
 *
 * @param measure What a unit is; UTF-16 units unless told.
 */
export function cutText(text: string, max: number, measure: (text: string) => number = characters): string {
  if (measure(text) <= max) return text;
  const unit = measure === characters ? 'characters' : 'bytes';
  const note = `… [${measure(text)} ${unit}, the rest is cut]`;
  const room = max - measure(note);
  if (room <= 0) return longestPrefix(text, max - measure('…'), measure) + '…';
  return longestPrefix(text, room, measure) + note;
}

function longestPrefix(text: string, max: number, measure: (text: string) => number): string {
  let fits = 0;
  let tooLong = Math.min(text.length, Math.max(0, max)) + 1;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(text.slice(0, middle)) <= max) fits = middle;
    else tooLong = middle;
  }
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, '');
}

/** Bytes of a value as compact JSON. */
export const jsonBytes = (value: Json): number => utf8Bytes(stringifyJson(value));

/** Shortest thing that still shows that something is missing: `"…"`. */
const smallest = 5;

/**
 * The value itself where its compact JSON has at most `maxBytes`; otherwise one that has, in the same shape: small
 * values stay whole, the largest texts and lists are shortened, and each cut says so (`… [81234 bytes, the rest is cut]`).
 *
 * @param maxBytes At least 5.
 */
export function fitJson<T extends Json>(value: T, maxBytes: number): T {
  return jsonBytes(value) <= maxBytes ? value : (shrink(value, maxBytes) as T);
}

function shrink(value: Json, budget: number): Json {
  const bytes = jsonBytes(value);
  if (bytes <= budget) return value;
  if (typeof value === 'string') return cutText(value, budget, jsonBytes);
  if (Array.isArray(value)) return shrinkList(value as readonly Json[], budget);
  if (isJsonObject(value)) return shrinkObject(value, budget, bytes);
  return '…';
}

const gone = (bytes: number, budget: number): Json => cutText(`… [${bytes} bytes cut]`, budget, jsonBytes);

/** Small members are kept whole; what they leave of the room is shared by the large ones. */
function shrinkObject(object: Readonly<Record<string, Json>>, budget: number, bytes: number): Json {
  const entries = Object.entries(object).map(([key, value]) => ({ key, value, size: jsonBytes(value) }));
  const frame = entries.reduce((sum, { key }) => sum + jsonBytes(key) + 2, 1);
  let room = budget - frame;
  if (room < entries.length * smallest) return gone(bytes, budget);
  const kept = new Map<string, Json>();
  const bySize = [...entries].sort((a, b) => a.size - b.size);
  for (const [position, { key, value, size }] of bySize.entries()) {
    const share = Math.floor(room / (bySize.length - position));
    const fitted = size <= share ? value : shrink(value, share);
    room -= Math.min(size, share);
    kept.set(key, fitted);
  }
  return Object.fromEntries(entries.map(({ key }) => [key, kept.get(key) as Json] as const));
}

/** The first items, and a note in place of the others. */
function shrinkList(list: readonly Json[], budget: number): Json {
  const note = (missing: number): string => `… [${missing} more items cut]`;
  let room = budget - 2 - jsonBytes(note(list.length));
  if (room < smallest) return gone(jsonBytes(list as Json), budget);
  const kept: Json[] = [];
  for (const item of list) {
    const size = jsonBytes(item) + 1;
    if (size > room) break;
    kept.push(item);
    room -= size;
  }
  // An item that is too large on its own is shown in part.
  if (kept.length === 0 && room > smallest) kept.push(shrink(list[0] as Json, room - 1));
  return kept.length === list.length ? kept : [...kept, note(list.length - kept.length)];
}
