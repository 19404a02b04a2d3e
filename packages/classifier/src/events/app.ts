import { type Json, payloadId, type Source } from '@streamalert/core';
import { defaultLimits } from '../limits.ts';
import { contentId, type Element, rejectedElement } from './element.ts';
import { fieldOf } from './field-of.ts';
import type { EventPayload, EventRecord } from './types.ts';

/** Logs that an app function fetched: `{"streamalert_app": "<function>", "logs": […]}`. */
export function readApp(element: Element): readonly EventPayload[] | undefined {
  const { value, index, options } = element;
  const resource = fieldOf(value, 'streamalert_app');
  if (resource === undefined) return undefined;
  if (typeof resource !== 'string' || resource === '')
    return rejectedElement(element, 'unknown event', 'streamalert_app names no function');
  const source: Source = { service: 'streamalert_app', resource };
  const logs = fieldOf(value, 'logs');
  if (!Array.isArray(logs)) return rejectedElement(element, 'unknown event', 'the app sent no list of logs', source);
  const { requestId } = options;
  const id =
    requestId === undefined
      ? contentId('streamalert_app', value, index)
      : payloadId('streamalert_app', resource, requestId, String(index));
  const records = logs.map(appRecord);
  return [{ kind: 'records', index, id, source, origin: `streamalert_app://${resource}`, records }];
}

/** Logs come parsed, so nothing else has looked at how deep they are. */
function appRecord(data: Json): EventRecord {
  const { maxDepth } = defaultLimits;
  if (!isDeeper(data, maxDepth)) return { kind: 'data', data };
  const detail = `it has more than ${maxDepth} levels`;
  return { kind: 'unreadable', reason: 'too deep', detail, data: new Uint8Array() };
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
