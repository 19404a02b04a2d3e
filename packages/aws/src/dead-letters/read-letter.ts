import { type AlertKey, type ClassifiedRecord, type Json, parseJson } from '@streamalert/core';
import { decodeBody, QueueMessageError } from '@streamalert/core/wire';
import { decodeAlertKey } from '../sqs/dispatcher.ts';
import { spilledTo } from '../sqs/queue-message.ts';
import { readStreamNotice, type StreamNotice } from './notices.ts';

/** What the body of a dead letter is. */
export type LetterContent =
  | { readonly kind: 'records'; readonly records: readonly ClassifiedRecord[] }
  /** Classified records too large for a queue: where they are in the working bucket. */
  | { readonly kind: 'spilled records'; readonly key: string }
  | { readonly kind: 'alert'; readonly alert: AlertKey }
  | { readonly kind: 'notice'; readonly notice: StreamNotice }
  /** Something else in JSON: what invokes a classifier. */
  | { readonly kind: 'event'; readonly event: Json }
  | { readonly kind: 'not JSON' };

/** Reads the body of any message of ours. */
export function readLetter(body: string): LetterContent {
  let event: Json;
  try {
    event = parseJson(body);
  } catch {
    return { kind: 'not JSON' };
  }
  const key = spilledTo(body);
  if (key !== undefined) return { kind: 'spilled records', key };
  const alert = decodeAlertKey(body);
  if (alert !== undefined) return { kind: 'alert', alert };
  const notice = readStreamNotice(body);
  if (notice !== undefined) return { kind: 'notice', notice };
  const records = recordsOf(body);
  return records === undefined ? { kind: 'event', event } : { kind: 'records', records };
}

function recordsOf(body: string): readonly ClassifiedRecord[] | undefined {
  try {
    return decodeBody(body);
  } catch (error) {
    if (error instanceof QueueMessageError) return undefined;
    throw error;
  }
}
