import { PipelineError } from './errors.ts';

/**
 * The two parts of a lookup key, for tables whose rows have a partition key and a sort key: `eu:web` is `['eu', 'web']`.
 *
 * @throws PipelineError unless there are exactly two.
 */
export function splitLookupKey(key: string, delimiter: string): readonly [partition: string, sort: string] {
  const parts = key.split(delimiter);
  const [partition, sort] = parts;
  if (parts.length === 2 && partition !== undefined && sort !== undefined) return [partition, sort];
  throw new PipelineError(
    `key ${JSON.stringify(key)} has ${parts.length === 1 ? 'one part' : `${parts.length} parts`}; the table wants two, with ${JSON.stringify(delimiter)} between them`,
  );
}
