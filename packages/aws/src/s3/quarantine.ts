import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type BlobStore, type Clock, type Quarantine, type QuarantinedRecord, sha256 } from '@streamalert/core';
import { toAwsError } from '../aws-call.ts';
import { chunks, inParallel } from '../in-parallel.ts';
import {
  groupName,
  objectKey,
  type Place,
  parseKey,
  placeOf,
  type QuarantineObject,
  spanOf,
} from './quarantine-key.ts';
import { readRecords, recordBytes, writeRecords } from './quarantine-lines.ts';

/** Options of {@link createS3Quarantine}. */
export interface S3QuarantineOptions {
  /** The quarantine bucket, or a part of a bucket. */
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** Of the raw data in one object, unless a single record is larger: bounds what a reader holds. */
const objectBytes = 8 * 1024 * 1024;
const parallelObjects = 8;

/**
 * Objects of S3 as a {@link Quarantine}: gzipped NDJSON, one object for the records of a payload that were rejected together, so that a
 * flood of them costs few requests. A key says which payload, when, and which positions are in it; so a record that is added again
 * is found without reading other payloads' objects.
 *
 * Two that add the same record in the same moment may both store it; it is listed once.
 */
export function createS3Quarantine({ blobs, clock }: S3QuarantineOptions): Quarantine {
  const list = async (prefix: string): Promise<QuarantineObject[]> => {
    const found: QuarantineObject[] = [];
    for await (const { key } of blobs.list(prefix)) {
      const object = parseKey(key);
      // Somebody else's object is left alone.
      if (object !== undefined) found.push(object);
    }
    return found.sort((a, b) => a.time - b.time);
  };
  const read = async ({ key }: QuarantineObject): Promise<readonly QuarantinedRecord[]> => {
    const content = await blobs.read(key);
    if (content === undefined) return [];
    try {
      return readRecords(await promisify(gunzip)(content));
    } catch (error) {
      throw toAwsError(`reading quarantined records of ${key}`, error);
    }
  };
  const write = async (group: string, time: number, records: readonly QuarantinedRecord[]): Promise<string> => {
    const ids = records.map(({ rejected }) => rejected.id);
    const key = objectKey({ group, time, span: spanOf(ids.map(placeOf)), digest: sha256(ids.join('\n')).slice(0, 16) });
    await blobs.put(key, await promisify(gzip)(writeRecords(records), { level: 6 }));
    return key;
  };

  /** Those of one payload that are not held yet, in order. */
  const notHeld = async (group: string, records: readonly QuarantinedRecord[]): Promise<QuarantinedRecord[]> => {
    const fresh = new Map<string, QuarantinedRecord>();
    for (const record of records) if (!fresh.has(record.rejected.id)) fresh.set(record.rejected.id, record);
    const span = spanOf([...fresh.keys()].map(placeOf));
    for (const object of (await list(`${group}/`)).filter((held) => overlaps(held.span, span))) {
      for (const { rejected } of await read(object)) fresh.delete(rejected.id);
    }
    return [...fresh.values()];
  };

  return {
    async add(records) {
      const groups = [...Map.groupBy(records, ({ rejected }) => groupName(rejected.id))];
      await inParallel(groups, parallelObjects, async ([group, ofPayload]) => {
        for (const part of parts(await notHeld(group, ofPayload))) await write(group, clock.now(), part);
      });
    },
    async *list() {
      const seen = new Set<string>();
      for (const object of await list('')) {
        for (const record of await read(object)) {
          if (seen.has(record.rejected.id)) continue;
          seen.add(record.rejected.id);
          yield record;
        }
      }
    },
    async get(id) {
      const place = placeOf(id);
      for (const object of await list(`${groupName(id)}/`)) {
        if (!overlaps(object.span, [place, place])) continue;
        const found = (await read(object)).find(({ rejected }) => rejected.id === id);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    async remove(ids) {
      const groups = [...Map.groupBy(ids, groupName)];
      await inParallel(groups, parallelObjects, async ([group, ofPayload]) => {
        const gone = new Set(ofPayload);
        const span = spanOf(ofPayload.map(placeOf));
        for (const object of (await list(`${group}/`)).filter((held) => overlaps(held.span, span))) {
          const held = await read(object);
          const rest = held.filter(({ rejected }) => !gone.has(rejected.id));
          if (rest.length === held.length) continue;
          // In this order, so that a crash between the two leaves too much rather than too little.
          if (rest.length > 0) await write(group, object.time, rest);
          await blobs.delete(object.key);
        }
      });
    },
    async summary() {
      const reasons = new Map<string, string>();
      for (const part of chunks(await list(''), parallelObjects)) {
        const records = (await Promise.all(part.map(read))).flat();
        for (const { rejected } of records) reasons.set(rejected.id, rejected.reason);
      }
      const byReason = new Map<string, number>();
      for (const reason of [...reasons.values()].sort()) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
      return { records: reasons.size, byReason: Object.fromEntries(byReason) };
    },
  };
}

/** Records in their order, in parts of bounded size. */
function* parts(records: readonly QuarantinedRecord[]): Generator<readonly QuarantinedRecord[]> {
  let part: QuarantinedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    if (part.length > 0 && bytes + recordBytes(record) > objectBytes) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(record);
    bytes += recordBytes(record);
  }
  if (part.length > 0) yield part;
}

const isBefore = (a: Place, b: Place): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

function overlaps([fromA, toA]: readonly [Place, Place], [fromB, toB]: readonly [Place, Place]): boolean {
  return !isBefore(toA, fromB) && !isBefore(toB, fromA);
}
