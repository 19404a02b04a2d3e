import type { Json, Micros } from '@streamalert/core';
import { isJsonObject, type JsonObject } from '@streamalert/rules-sdk';
import { type FeedIndicator, type ParsedIndicators, Skipped } from '../types.ts';
import { listOf, textOf, textsOf } from './json-values.ts';
import { parseTime } from './parse-time.ts';
import { readStixPattern } from './stix-pattern.ts';

/**
 * The indicators among STIX 2.1 objects. Those that were revoked are taken back; other kinds of objects are passed over.
 *
 * @param source Who says so.
 */
export function readStixObjects(objects: readonly Json[], source: string): ParsedIndicators {
  const skipped = new Skipped();
  const indicators = objects.flatMap((object): FeedIndicator[] => {
    if (!isJsonObject(object)) {
      skipped.add('not an object');
      return [];
    }
    return object['type'] === 'indicator' ? readIndicator(object, source, skipped) : [];
  });
  return { indicators, skipped: skipped.counts };
}

function readIndicator(object: JsonObject, source: string, skipped: Skipped): FeedIndicator[] {
  const pattern = textOf(object['pattern']);
  const language = textOf(object['pattern_type']) ?? 'stix';
  if (pattern === undefined || language !== 'stix') {
    skipped.add(pattern === undefined ? 'indicator without a pattern' : `pattern in ${language}`);
    return [];
  }
  const reading = readStixPattern(pattern);
  if (reading.kind === 'unusable') {
    skipped.add(reading.reason);
    return [];
  }
  const expires: Micros | undefined = parseTime(textOf(object['valid_until']));
  const [subType = ''] = [...textsOf(object['indicator_types']), ...textsOf(object['labels'])];
  return reading.values.map(({ type, value }) => ({
    type,
    value,
    subType,
    source,
    ...(expires !== undefined && { expires }),
    ...(object['revoked'] === true && { withdrawn: true as const }),
  }));
}

/** The objects of a bundle or a TAXII envelope; `undefined` when it is neither. */
export function stixObjectsOf(content: Json): readonly Json[] | undefined {
  if (!isJsonObject(content)) return undefined;
  if (content['objects'] === undefined) return content['type'] === 'bundle' ? [] : undefined;
  return listOf(content['objects']);
}
