import { hash } from 'node:crypto';

/** Hash of a payload's coordinates, e.g. bucket, key and version; taken once per payload. */
export function payloadId(...coordinates: readonly string[]): string {
  // Length prefixes keep ('ab', 'c') apart from ('a', 'bc').
  return sha256(coordinates.map((part) => `${part.length}:${part}`).join(''));
}

/** Id of one record: the payload's id followed by the position of the payload record and of the item inside it. */
export function recordId(payload: string, position: number, item: number): string {
  return `${payload}.${position}.${item}`;
}

/** `streamalert_record_id` of a record, in UUIDv4 form. */
export function recordUuid(record: string): string {
  return uuidForm(sha256(record));
}

/** The same rule on the same record is always the same alert. */
export function alertId(ruleName: string, record: string): string {
  return uuidForm(payloadId('alert', ruleName, record));
}

/** A merged alert's id derives from its members', in whatever order they come. */
export function mergedAlertId(ruleName: string, memberIds: readonly string[]): string {
  return uuidForm(payloadId('merged', ruleName, ...[...memberIds].sort()));
}

/** Id of the notice that a rule reached its cap in the hour that begins at `from`. */
export function capNoticeId(ruleName: string, from: number): string {
  return uuidForm(payloadId('cap', ruleName, String(from)));
}

/** SHA-256 in hex of text or bytes. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** The first 122 free bits of a hash as UUID, with the version and variant bits of UUIDv4 (RFC 9562 §5.4). */
function uuidForm(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
