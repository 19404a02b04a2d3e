import type { Json } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { type FeedIndicator, type ParsedIndicators, Skipped } from '../types.ts';
import { textOf } from './json-values.ts';
import { parseTime } from './parse-time.ts';

/** The indicators among objects of ThreatStream's intelligence API: `value`, `type`, `itype`, `source`, `expiration_ts`. */
export function readThreatStreamObjects(objects: readonly Json[]): ParsedIndicators {
  const skipped = new Skipped();
  const indicators = objects.flatMap((object): FeedIndicator[] => {
    const field = (name: string): string | undefined => (isJsonObject(object) ? textOf(object[name]) : undefined);
    const [type, value] = [field('type'), field('value')];
    if (type === undefined || value === undefined) {
      skipped.add('object without type or value');
      return [];
    }
    const expires = parseTime(field('expiration_ts'));
    const told = { subType: field('itype') ?? '', source: field('source') ?? '' };
    return [{ type, value, ...told, ...(expires !== undefined && { expires }) }];
  });
  return { indicators, skipped: skipped.counts };
}
