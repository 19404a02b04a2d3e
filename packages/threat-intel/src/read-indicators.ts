import { type Json, parseJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { IndicatorFormatError } from './errors.ts';
import { listOf, textOf } from './formats/json-values.ts';
import { type ListOptions, plainLines, readList } from './formats/list.ts';
import { readMispEvent } from './formats/misp.ts';
import { parseTime } from './formats/parse-time.ts';
import { readStixObjects, stixObjectsOf } from './formats/stix.ts';
import { type FeedIndicator, type ParsedIndicators, Skipped } from './types.ts';

/** Options of {@link readIndicators}. */
export interface ReadIndicatorsOptions {
  /** Who says so, where the content does not. */
  readonly source: string;
  /** How a list is read; default: the first word of each line. */
  readonly list?: Partial<ListOptions>;
}

/**
 * Reads the indicators of a file: a STIX bundle, a MISP event, objects as the indicator table has them (a list, or one a
 * line), or a plain list.
 *
 * @throws IndicatorFormatError for JSON that is none of these, and for a list that cannot be read.
 */
export function readIndicators(text: string, { source, list }: ReadIndicatorsOptions): ParsedIndicators {
  const content = list === undefined ? parseAny(text) : undefined;
  if (content === undefined) return readList(text, { ...plainLines, ...list }, source);
  const objects = stixObjectsOf(content);
  if (objects !== undefined) return readStixObjects(objects, source);
  const event = readMispEvent(content, source);
  if (event !== undefined) return event;
  if (!Array.isArray(content) && !isRow(content)) {
    throw new IndicatorFormatError('is JSON, but neither a STIX bundle, nor a MISP event, nor a list of indicators');
  }
  return readRows(Array.isArray(content) ? listOf(content) : [content], source);
}

/** One document, or a line each; `undefined` for text that does not begin as JSON does. */
function parseAny(text: string): Json | undefined {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (!/^[[{]/.test(trimmed)) return undefined;
  try {
    return parseJson(trimmed);
  } catch (cause) {
    const lines = trimmed.split(/\r?\n/).filter((line) => line.trim() !== '');
    try {
      return lines.map(parseJson);
    } catch {
      throw new IndicatorFormatError(`begins as JSON, but is none: ${(cause as Error).message}`, { cause });
    }
  }
}

const isRow = (content: Json): boolean =>
  isJsonObject(content) && (content['ioc_value'] ?? content['value']) !== undefined;

/** Rows with the attributes of the indicator table of 3.5, or their plain names. */
function readRows(rows: readonly Json[], source: string): ParsedIndicators {
  const skipped = new Skipped();
  const indicators = rows.flatMap((row): FeedIndicator[] => {
    const field = (...names: string[]): Json | undefined =>
      isJsonObject(row) ? names.map((name) => row[name]).find((value) => value !== undefined) : undefined;
    const value = textOf(field('ioc_value', 'value'));
    const type = textOf(field('ioc_type', 'type'));
    if (value === undefined || type === undefined) {
      skipped.add('object without value or type');
      return [];
    }
    const expires = expiryOf(field('expiration_ts', 'expires'));
    return [
      {
        type,
        value,
        subType: textOf(field('sub_type', 'subType')) ?? '',
        source: textOf(field('source')) ?? source,
        ...(expires !== undefined && { expires }),
      },
    ];
  });
  return { indicators, skipped: skipped.counts };
}

/** Seconds since 1970, as the table has them, or text. */
function expiryOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value * 1_000_000;
  return parseTime(textOf(value));
}
