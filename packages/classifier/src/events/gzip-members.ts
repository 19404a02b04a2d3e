import { crc32, inflateRawSync } from 'node:zlib';

/** What a gzip file holds, member by member, up to where it breaks. */
export interface GzipMembers {
  readonly members: readonly Buffer[];
  /** Why what follows the members cannot be read; absent when nothing does. */
  readonly broken?: { readonly reason: string; readonly at: number };
}

/** True for data that starts as gzip does. */
export function isGzip(bytes: Buffer, at = 0): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b;
}

/**
 * Decompresses gzip data (RFC 1952) whose members stay apart. What is behind the last member and is no further one,
 * e.g. padding, is passed over, as gzip itself does.
 */
export function gunzipMembers(bytes: Buffer, maxBytes: number): GzipMembers {
  const members: Buffer[] = [];
  let size = 0;
  for (let at = 0; at < bytes.length && (at === 0 || isGzip(bytes, at)); ) {
    const member = readMember(bytes, at, maxBytes - size);
    if ('reason' in member) return { members, broken: { reason: member.reason, at } };
    members.push(member.content);
    size += member.content.length;
    at = member.end;
  }
  return { members };
}

type Member = { readonly content: Buffer; readonly end: number } | { readonly reason: string };

const truncated: Member = { reason: 'truncated gzip' };
const corrupt: Member = { reason: 'corrupt gzip' };
const trailerBytes = 8;

function readMember(bytes: Buffer, at: number, maxBytes: number): Member {
  const start = headerEnd(bytes, at);
  if (start > bytes.length) return truncated;
  try {
    // With `info`, the result also tells how much of the input it took; Node's types do not say so.
    const { buffer, engine } = inflateRawSync(bytes.subarray(start), {
      info: true,
      maxOutputLength: Math.max(maxBytes, 1),
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    const trailer = start + engine.bytesWritten;
    if (trailer + trailerBytes > bytes.length) return truncated;
    return bytes.readUInt32LE(trailer) === crc32(buffer) ? { content: buffer, end: trailer + trailerBytes } : corrupt;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') return { reason: 'record too long' };
    return code === 'Z_BUF_ERROR' ? truncated : corrupt;
  }
}

const flags = { headerChecksum: 2, extra: 4, name: 8, comment: 16 };

/** Where the compressed data begins; past the end where the header is cut. */
function headerEnd(bytes: Buffer, at: number): number {
  const flag = bytes[at + 3] ?? 0;
  let end = at + 10;
  if ((flag & flags.extra) !== 0) end += 2 + (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
  for (const text of [flags.name, flags.comment]) {
    if ((flag & text) === 0) continue;
    const zero = bytes.indexOf(0, end);
    end = zero < 0 ? bytes.length + 1 : zero + 1;
  }
  return (flag & flags.headerChecksum) === 0 ? end : end + 2;
}
