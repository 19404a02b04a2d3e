import { type Json, type JsonObject, stringifyJson } from '@streamalert/core';

/**
 * A record as Slack shows it, one line per value, nested values one tab deeper. Keys are sorted, positions start at 1,
 * scalars are spelled as in JSON:
 *
 * ```text
 * *eventName:* StopLogging
 * *resources:*
 * 	*[1]* trail/main
 * ```
 */
export function renderRecord(record: JsonObject): string {
  return isEmpty(record) ? '{}' : lines(record, '').join('\n');
}

function lines(container: JsonObject | readonly Json[], indent: string): string[] {
  return labelled(container).flatMap(([label, value]) => {
    if (typeof value === 'object' && value !== null && !isEmpty(value)) {
      return [`${indent}${label}`, ...lines(value as JsonObject | readonly Json[], `${indent}\t`)];
    }
    return [`${indent}${label} ${typeof value === 'string' ? value : stringifyJson(value)}`];
  });
}

function labelled(container: JsonObject | readonly Json[]): [label: string, value: Json][] {
  if (Array.isArray(container)) return container.map((value, index) => [`*[${index + 1}]*`, value as Json]);
  const object = container as JsonObject;
  return Object.keys(object)
    .sort()
    .map((key) => [`*${key}:*`, object[key] as Json]);
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/**
 * Cuts escaped text into chunks of at most `max` characters, after the last line break that fits, else after the last
 * space, else anywhere but inside an entity (`&amp;`) or a surrogate pair. The chunks joined are the text.
 */
export function chunkText(text: string, max: number): string[] {
  const chunks: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const end = chunkEnd(rest.slice(0, max));
    chunks.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...chunks, rest];
}

/** Position after which to cut; `head` is what fits. */
function chunkEnd(head: string): number {
  const gap = head.lastIndexOf('\n') + 1 || head.lastIndexOf(' ') + 1;
  if (gap > 0) return gap;
  const unfinished = /(?:&[a-z]{0,3}|[\uD800-\uDBFF])$/.exec(head);
  return unfinished === null || unfinished.index === 0 ? head.length : unfinished.index;
}
