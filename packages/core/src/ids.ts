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

/**
 * `streamalert_record_id` of a record, in UUIDv4 form: a hash of the payload's id, and in its last bits the position, so
 * that a payload of a million records is hashed once.
 */
export function recordUuid(record: string): string {
  const [, payload, position = '', item = ''] = /^(.*)\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/s.exec(record) ?? [];
  if (payload === undefined) return uuidForm(sha256(record));
  if (lastPayload?.id !== payload) lastPayload = { id: payload, write: createRecordUuidWriter(payload) };
  lastPayload.write(lastUuid, 0, Number(position), Number(item));
  return lastUuid.toString('latin1');
}

/** Writes what {@link recordUuid} gives as 36 bytes of ASCII at an index. */
export type RecordUuidWriter = (target: Uint8Array, at: number, position: number, item: number) => void;

const lastUuid = Buffer.alloc(36);
let lastPayload: { readonly id: string; readonly write: RecordUuidWriter } | undefined;

/** Prepares the record ids of one payload. */
export function createRecordUuidWriter(payload: string): RecordUuidWriter {
  const text = Buffer.from(uuidForm(sha256(payload)));
  const word = (start: number): number =>
    Number.parseInt(
      text
        .toString('latin1')
        .replaceAll('-', '')
        .slice(start, start + 8),
      16,
    );
  const [first, third, fourth] = [word(0), word(16), word(24)];
  return (target, at, position, item) => {
    target.set(text, at);
    // Beyond what the last bits hold: no payload has as many, but ids must not repeat.
    const beyond = Math.floor(position / 2 ** 30) + Math.floor(item / 2 ** 32) * 2 ** 16;
    if (beyond > 0) writeHex(target, at, 8, first ^ beyond);
    const high = third ^ (position & 0x3fffffff);
    writeHex(target, at + 19, 4, high >>> 16);
    writeHex(target, at + 24, 4, high);
    writeHex(target, at + 28, 8, fourth ^ (item | 0));
  };
}

const hexDigits = Buffer.from('0123456789abcdef');

/** Writes the last digits of a number. */
function writeHex(target: Uint8Array, at: number, digits: number, value: number): void {
  let rest = value;
  for (let index = at + digits - 1; index >= at; index--, rest >>>= 4) target[index] = hexDigits[rest & 15] as number;
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
