import { createHash } from 'node:crypto';

/**
 * Records that the Kinesis Producer Library packed into one are a magic number, a protobuf message and its MD5:
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const checksumBytes = 16;

/** Field 3 of `AggregatedRecord`: `repeated Record records`. */
const recordsField = 3;
/** Field 3 of `Record`: `required bytes data`. */
const dataField = 3;

/** The user records inside a Kinesis record, `undefined` when it is not an aggregated one or its checksum differs. */
export function splitAggregated(bytes: Buffer): readonly Buffer[] | undefined {
  if (bytes.length < magic.length + checksumBytes || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const message = bytes.subarray(magic.length, -checksumBytes);
  const checksum = createHash('md5').update(message).digest();
  if (!checksum.equals(bytes.subarray(-checksumBytes))) return undefined;
  const records = bytesOfField(message, recordsField)?.map((record) => bytesOfField(record, dataField)?.at(-1));
  return records?.every((data) => data !== undefined) === true ? records : undefined;
}

/**
 * Values of one length-delimited field of a protobuf message, `undefined` when the message is malformed:
 * https://protobuf.dev/programming-guides/encoding/
 */
function bytesOfField(message: Buffer, wanted: number): Buffer[] | undefined {
  const found: Buffer[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    if (tag === undefined) return undefined;
    const field = Math.floor(tag.value / 8);
    const span = spanOf(message, tag.end, tag.value % 8);
    if (field === 0 || span === undefined || span.end > message.length) return undefined;
    if (field === wanted && span.isBytes) found.push(message.subarray(span.start, span.end));
    at = span.end;
  }
  return found;
}

/** Where a value begins and ends, by its wire type. */
function spanOf(message: Buffer, at: number, wireType: number) {
  if (wireType === 1) return { start: at, end: at + 8, isBytes: false };
  if (wireType === 5) return { start: at, end: at + 4, isBytes: false };
  const varint = wireType === 0 || wireType === 2 ? readVarint(message, at) : undefined;
  if (varint === undefined) return undefined;
  if (wireType === 0) return { start: at, end: varint.end, isBytes: false };
  return { start: varint.end, end: varint.end + varint.value, isBytes: true };
}

/** Seven bits a byte, the lowest first. Values past 2⁵³ are no lengths that could be. */
function readVarint(message: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let at = start; at < message.length && at < start + 10; at++) {
    const byte = message[at] as number;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}
