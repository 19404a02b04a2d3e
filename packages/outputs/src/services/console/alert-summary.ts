import { type Alert, formatTimestamp, type Json, type JsonObject } from '@streamalert/core';
import { getFirstKey } from '@streamalert/rules-sdk';

const timeKeys = ['eventTime', 'event_time', 'timestamp', '@timestamp', 'time', 'created_at', 'published'];
const regionKeys = ['awsRegion', 'aws_region', 'region'];
const eventKeys = ['eventName', 'event_name', 'eventType', 'event_type', 'action'];
const actorKeys = ['userName', 'user_name', 'username', 'user', 'actor', 'email', 'arn', 'principalId'];
const sourceKeys = ['sourceIPAddress', 'source_ip', 'src_ip', 'client_ip', 'ipAddress'];
const scalarsShown = 3;

/** When the event happened, by the record, else when the alert was made: `2023-07-10T11:58:02.000Z` */
export function eventTime({ record, created }: Pick<Alert, 'record' | 'created'>): string {
  for (const key of timeKeys) {
    const time = readTime(getFirstKey(record, key));
    if (time !== undefined) return time;
  }
  return formatTimestamp(created);
}

/** Region of a cloud event, `''` where there is none. */
export function recordRegion({ record }: Pick<Alert, 'record'>): string {
  return firstText(record, regionKeys) ?? '';
}

/** Who did what from where, as far as the record has well-known keys; otherwise its first values. */
export function recordSummary({ record }: Pick<Alert, 'record'>): string {
  const event = firstText(record, eventKeys);
  const actor = firstText(record, actorKeys);
  const source = firstText(record, sourceKeys);
  const words = [event, actor && `by ${shortName(actor)}`, source && `from ${source}`].filter(Boolean);
  return words.length > 0 ? words.join(' ') : firstScalars(record);
}

function firstText(record: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = getFirstKey(record, key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** `arn:aws:iam::123456789012:user/alice` → `alice` */
function shortName(actor: string): string {
  return actor.startsWith('arn:') ? (actor.split(/[:/]/).at(-1) ?? actor) : actor;
}

function firstScalars(record: JsonObject): string {
  return Object.entries(record)
    .filter(([, value]) => typeof value !== 'object')
    .slice(0, scalarsShown)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

const isoTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

function readTime(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  const parts = typeof value === 'string' ? isoTime.exec(value) : null;
  if (parts === null) return undefined;
  const millis = Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? 'Z'}`);
  return Number.isNaN(millis) ? undefined : new Date(millis).toISOString();
}

/** Seconds, milliseconds or microseconds since 1970, told apart by their size between the years 2001 and 2286. */
function fromEpoch(value: number): string | undefined {
  for (const perSecond of [1, 1_000, 1_000_000]) {
    const seconds = value / perSecond;
    if (seconds >= 1e9 && seconds < 1e10) return new Date(seconds * 1000).toISOString();
  }
  return undefined;
}
