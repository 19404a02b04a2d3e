import { type Micros, sha256 } from '@streamalert/core';

/** Payload record and item. */
export type Place = readonly [record: number, item: number];

/** What the key of an object in the quarantine says. */
export interface QuarantineObject {
  readonly key: string;
  /** The payload that all its records are of. */
  readonly group: string;
  /** When its first records were added. */
  readonly time: Micros;
  /** First and last position in it. */
  readonly span: readonly [Place, Place];
}

// `<payload>.<record>.<item>`, as recordId of core makes it.
const ours = /^([\w-]{1,128})\.(\d+)\.(\d+)$/;
const form = /^([^/]+)\/(\d{16,17})-(\d+)\.(\d+)-(\d+)\.(\d+)-[0-9a-f]{16}\.ndjson\.gz$/;

/** Where objects with a record lie: the payload's part of its id, or a hash of an id in another form. */
export function groupName(id: string): string {
  return ours.exec(id)?.[1] ?? sha256(id);
}

/** The position that a record's id names. */
export function placeOf(id: string): Place {
  const parts = ours.exec(id);
  return parts === null ? [0, 0] : [Number(parts[2]), Number(parts[3])];
}

/** First and last of some positions. */
export function spanOf(places: readonly Place[]): readonly [Place, Place] {
  const sorted = [...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return [sorted[0] ?? [0, 0], sorted.at(-1) ?? [0, 0]];
}

/** `<payload>/1688990282000000-0.1-0.45-0123456789abcdef.ndjson.gz` */
export function objectKey(object: Omit<QuarantineObject, 'key'> & { readonly digest: string }): string {
  const { group, time, span, digest } = object;
  return `${group}/${time}-${span[0].join('.')}-${span[1].join('.')}-${digest}.ndjson.gz`;
}

/** Reads what {@link objectKey} wrote; `undefined` for any other key. */
export function parseKey(key: string): QuarantineObject | undefined {
  const parts = form.exec(key);
  if (parts === null) return undefined;
  const [group, time, ...places] = parts.slice(1);
  const [a = 0, b = 0, c = 0, d = 0] = places.map(Number);
  return {
    key,
    group: group as string,
    time: Number(time),
    span: [
      [a, b],
      [c, d],
    ],
  };
}
