import type { JsonObject } from '@streamalert/rules-sdk';
import { PipelineError } from '../errors.ts';
import { parseJson, stringifyJson } from '../json.ts';
import { type ClassifiedRecord, type Service, services } from '../records.ts';

/** A queue body that does not hold classified records. */
export class QueueMessageError extends PipelineError {
  override readonly name = 'QueueMessageError';
}

/**
 * The text around a record in its queue message: the six keys of 3.5 in their order, then `id`. A record's own text
 * may be put between them without being written again.
 *
 * Before: `{"cluster":"prod","log_schema_type":"vpn:login","record":`, after:
 * `,"service":"s3","resource":"acme.logs","data_type":"json","id":"`, then the id and `"}`.
 */
export function messageFrame(record: Omit<ClassifiedRecord, 'kind' | 'id' | 'record'>): {
  before: string;
  after: string;
} {
  return {
    before: `{"cluster":${stringifyJson(record.cluster)},"log_schema_type":${stringifyJson(record.log_schema_type)},"record":`,
    after: `,"service":${stringifyJson(record.service)},"resource":${stringifyJson(record.resource)},"data_type":${stringifyJson(record.data_type)},"id":"`,
  };
}

/** One message as JSON text. */
export function encodeMessage(record: ClassifiedRecord): string {
  const { before, after } = messageFrame(record);
  return `${before}${stringifyJson(record.record)}${after}${record.id}"}`;
}

/**
 * Reads a queue body: a JSON array of messages, or a single message, as 3.5 wrote them too (without `id`, which then
 * is empty).
 *
 * @throws QueueMessageError when it is neither.
 */
export function decodeBody(text: string): ClassifiedRecord[] {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    throw new QueueMessageError('the queue body is not JSON', { cause });
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).map(decodeMessage);
}

function decodeMessage(value: unknown, index: number): ClassifiedRecord {
  const message = value as Record<string, unknown> | null | undefined;
  const record = message?.['record'];
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new QueueMessageError(`message ${index} of the queue body has no object "record"`, {
      place: { record: index },
    });
  }
  const id = message?.['id'];
  return {
    kind: 'classified',
    id: typeof id === 'string' ? id : '',
    cluster: textOf(message?.['cluster'], 'cluster', index),
    log_schema_type: textOf(message?.['log_schema_type'], 'log_schema_type', index),
    data_type: textOf(message?.['data_type'], 'data_type', index),
    service: serviceOf(textOf(message?.['service'], 'service', index), index),
    resource: textOf(message?.['resource'], 'resource', index),
    record: record as JsonObject,
  };
}

function textOf(found: unknown, key: string, index: number): string {
  if (typeof found === 'string') return found;
  throw new QueueMessageError(`message ${index} of the queue body has no text "${key}"`, { place: { record: index } });
}

function serviceOf(text: string, index: number): Service {
  if (services.includes(text as Service)) return text as Service;
  throw new QueueMessageError(`message ${index}: service "${text}" is not one of ${services.join(', ')}`, {
    place: { record: index },
  });
}
