import type { AdditionalKeys, LogTypeSchema } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import { compileSchema } from './compiled-schema.ts';
import { judgeData } from './judge-data.ts';
import { defaultLimits } from './limits.ts';
import { Selection } from './selection.ts';
import type { ItemVerdict } from './verdict.ts';

/** A payload record to try log types on. */
export interface OverlapSample {
  readonly data: Json | Uint8Array;
  /** The first line of the payload of which the data is a later line. */
  readonly header?: string;
  /** For people. */
  readonly origin: string;
}

/**
 * Log types that take the same samples with equally many additional keys, if they let any pass: where a source lists
 * several of them, the first decides.
 */
export interface Overlap {
  /** In the order in which they are tried. */
  readonly logTypes: readonly LogTypeSchema[];
  readonly samples: number;
  /** Origin of the first of them. */
  readonly example: string;
}

/** Options of {@link findOverlaps}. */
export interface OverlapOptions {
  /** As of a cluster: what log types do that do not say themselves. Default `reject`. */
  readonly additionalKeys?: AdditionalKeys;
}

/**
 * Finds log types that take the same sample, each alone. Samples of the same log types are counted together.
 *
 * @param logTypes In the order in which they are tried.
 * @throws JsonPathError for a `json_path` that cannot be read.
 */
export function findOverlaps(
  logTypes: readonly LogTypeSchema[],
  samples: readonly OverlapSample[],
  { additionalKeys }: OverlapOptions = {},
): readonly Overlap[] {
  const { maxDepth } = defaultLimits;
  const selections = logTypes
    .map((schema) => compileSchema(schema, { maxDepth, additionalKeys }))
    .filter((schema) => schema !== undefined)
    .map((schema) => new Selection([schema]));
  const found = new Map<string, Overlap>();
  for (const { data, header, origin } of samples) {
    const options = { maxDepth, ...(header !== undefined && { header }) };
    const taking = nearest(
      selections.flatMap((selection) => {
        const additional = fewestAdditional(judgeData(selection, data, options));
        return additional === undefined ? [] : selection.schemas.map(({ schema }) => ({ schema, additional }));
      }),
    );
    if (taking.length < 2) continue;
    const key = JSON.stringify(taking.map(({ name }) => name));
    const known = found.get(key);
    found.set(key, { logTypes: taking, samples: (known?.samples ?? 0) + 1, example: known?.example ?? origin });
  }
  return [...found.values()];
}

function fewestAdditional(verdicts: readonly ItemVerdict[]): number | undefined {
  const counts = verdicts.flatMap((verdict) => (verdict.ok ? [verdict.additional.length] : []));
  return counts.length === 0 ? undefined : Math.min(...counts);
}

function nearest(taking: readonly { schema: LogTypeSchema; additional: number }[]): LogTypeSchema[] {
  const fewest = Math.min(...taking.map(({ additional }) => additional));
  return taking.filter(({ additional }) => additional === fewest).map(({ schema }) => schema);
}
