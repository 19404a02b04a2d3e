import type { ClassifiedRecord } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import type { Body } from './isolation/job.ts';
import type { BodyResult } from './types.ts';

/** The records of queue bodies, in order; a body that cannot be read has an error and no records. */
export function decodeBodies(bodies: readonly Body[]): {
  readonly records: readonly ClassifiedRecord[];
  readonly results: readonly BodyResult[];
} {
  const decoder = new TextDecoder();
  const records: ClassifiedRecord[] = [];
  const results = bodies.map(({ id, text }): BodyResult => {
    try {
      const decoded = decodeBody(decoder.decode(text));
      for (const record of decoded) records.push(record);
      return { id, records: decoded.length };
    } catch (error) {
      return { id, records: 0, error: (error as Error).message };
    }
  });
  return { records, results };
}
