import type { JsonObject } from '@streamalert/core';
import { cutText } from './cut.ts';
import { prettyJson } from './json-text.ts';

/** The record as a block of JSON in at most `max` characters; a fence inside the record does not end it. */
export function fencedRecord(record: JsonObject, max: number): string {
  const json = prettyJson(record);
  const longest = Math.max(2, ...Array.from(json.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const frame = `${fence}json\n\n${fence}`;
  return `${fence}json\n${cutText(json, max - frame.length)}\n${fence}`;
}
