import { inflateSync } from 'node:zlib';
import { decodeJson } from '@streamalert/parsers';
import { gunzipMembers, isGzip } from './gzip-members.ts';
import { splitAggregated } from './kpl.ts';
import type { EventRecord } from './types.ts';

/** The payload records in the data of a Kinesis record: unpacked if it is an aggregated one, then decompressed. */
export function kinesisRecords(bytes: Buffer, maxBytes: number): readonly EventRecord[] {
  return (splitAggregated(bytes) ?? [bytes]).flatMap((data) => decompressed(data, maxBytes));
}

function decompressed(bytes: Buffer, maxBytes: number): readonly EventRecord[] {
  if (!isGzip(bytes)) return [{ kind: 'data', data: inflated(bytes, maxBytes) }];
  const { members, broken } = gunzipMembers(bytes, maxBytes);
  const records = payloadRecords(members).map((data): EventRecord => ({ kind: 'data', data }));
  if (broken === undefined) return records;
  const detail =
    broken.reason === 'record too long'
      ? `decompressed, it is longer than ${maxBytes} bytes`
      : `the gzip member at byte ${broken.at} of ${bytes.length} cannot be read`;
  return [...records, { kind: 'unreadable', reason: broken.reason, detail, data: bytes.subarray(broken.at) }];
}

/** Members are parts of one text. Where that is no JSON, and each of them is, each is a payload record. */
function payloadRecords(members: readonly Buffer[]): readonly Buffer[] {
  if (members.length < 2) return members;
  const whole = Buffer.concat(members);
  const isJson = (bytes: Buffer): boolean => decodeJson(bytes).ok;
  return !isJson(whole) && members.every(isJson) ? members : [whole];
}

/** zlib data has no mark that text could not have: what cannot be decompressed is left as it is, as in 3.5. */
function inflated(bytes: Buffer, maxBytes: number): Buffer {
  const isZlib = bytes.length > 2 && ((bytes[0] as number) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  if (!isZlib) return bytes;
  try {
    return inflateSync(bytes, { maxOutputLength: maxBytes });
  } catch {
    return bytes;
  }
}
