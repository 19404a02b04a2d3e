import type { ClassifiedRecord } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import type { BodyReader } from './body-reader.ts';
import type { Body } from './isolation/job.ts';
import type { BodyResult } from './types.ts';

/**
 * The records of queue bodies, in order; a body that cannot be read has an error and no records.
 *
 * @param reader Leaves holes for records that no rule wants.
 */
export function decodeBodies(
  bodies: readonly Body[],
  reader: BodyReader,
): {
  readonly records: readonly (ClassifiedRecord | undefined)[];
  readonly results: readonly BodyResult[];
} {
  const decoder = new TextDecoder();
  const records: (ClassifiedRecord | undefined)[] = [];
  const results = bodies.map(({ id, text }): BodyResult => {
    try {
      const decoded = reader.read(text) ?? decodeBody(decoder.decode(text));
      for (const record of decoded) records.push(record);
      return { id, records: decoded.length };
    } catch (error) {
      return { id, records: 0, error: (error as Error).message };
    }
  });
  return { records, results };
}
