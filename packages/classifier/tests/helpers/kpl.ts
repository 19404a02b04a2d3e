import { createHash } from 'node:crypto';

/** Records as the Kinesis Producer Library packs them, each under the same partition key. */
export function aggregate(records: readonly (string | Uint8Array)[], more: Uint8Array = Buffer.alloc(0)): Buffer {
  const message = Buffer.concat([
    field(1, 'partition-key'),
    field(2, '170141183460469231731687303715884105728'),
    ...records.map((data) => field(3, Buffer.concat([Buffer.from([0x08, 0x00, 0x10, 0x00]), field(3, data)]))),
    more,
  ]);
  return seal(message);
}

/** A message between magic number and checksum. */
export function seal(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, createHash('md5').update(message).digest()]);
}

/** A length-delimited field. */
export function field(number: number, data: string | Uint8Array): Buffer {
  const bytes = Buffer.from(data as Uint8Array);
  return Buffer.concat([Buffer.from([number * 8 + 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) + 0x80);
  return Buffer.from([...bytes, left]);
}
