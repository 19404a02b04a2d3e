import type { FeedConfig } from '@streamalert/config';
import { parse } from 'csv-parse/sync';
import { IndicatorFormatError } from '../errors.ts';
import { type FeedIndicator, type ParsedIndicators, Skipped } from '../types.ts';
import { guessType } from './guess-type.ts';

/** How a plain list is to be read: the options of a feed of type `list`. */
export type ListOptions = Pick<
  Extract<FeedConfig, { readonly type: 'list' }>,
  'format' | 'iocType' | 'column' | 'subTypeColumn' | 'delimiter' | 'comment' | 'header'
>;

/** Of a list of one value a line. */
export const plainLines: ListOptions = {
  format: 'lines',
  column: 1,
  delimiter: ',',
  comment: '#',
  header: false,
};

/**
 * Reads a plain list: the first word of each line, or a column of CSV. Lines that begin with the comment mark hold no
 * value; that of a column's name may be the last of those before the values, as abuse.ch writes them.
 *
 * @param source Who says so.
 * @throws IndicatorFormatError when a column that is named does not exist, or the text is no CSV.
 */
export function readList(text: string, options: ListOptions, source: string): ParsedIndicators {
  const skipped = new Skipped();
  const add = (value: string, subType: string): FeedIndicator[] => {
    const type = options.iocType ?? guessType(value);
    if (type === undefined) {
      skipped.add('value of no known type');
      return [];
    }
    return [{ type, value, subType, source }];
  };
  const { comments, lines } = split(text, options.comment);
  if (options.format === 'lines') {
    const indicators = lines.flatMap((line) => add(line.trim().split(/\s/)[0] as string, ''));
    return { indicators, skipped: skipped.counts };
  }
  const rows = parseRows(lines.join('\n'), options.delimiter);
  const header = options.header
    ? rows.shift()
    : parseRows((comments.at(-1) ?? '').replace(options.comment, '').trim(), options.delimiter)[0];
  const column = positionOf(options.column, header);
  const subTypeColumn = options.subTypeColumn === undefined ? -1 : positionOf(options.subTypeColumn, header);
  const indicators = rows.flatMap((row) => {
    const value = row[column]?.trim();
    if (value === undefined || value === '') {
      skipped.add('row without a value');
      return [];
    }
    return add(value, row[subTypeColumn]?.trim() ?? '');
  });
  return { indicators, skipped: skipped.counts };
}

function split(text: string, comment: string): { comments: string[]; lines: string[] } {
  const comments: string[] = [];
  const lines: string[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    if (line.trim() === '') continue;
    if (!line.trimStart().startsWith(comment)) lines.push(line);
    // What stands behind the values names no columns.
    else if (lines.length === 0) comments.push(line.trimStart());
  }
  return { comments, lines };
}

function parseRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      // abuse.ch puts a space behind the comma, and quotes behind that.
      ltrim: true,
    });
  } catch (cause) {
    throw new IndicatorFormatError(`is not CSV: ${(cause as Error).message}`, { cause });
  }
}

function positionOf(column: number | string, header: readonly string[] | undefined): number {
  if (typeof column === 'number') return column - 1;
  const at = header?.findIndex((name) => name.trim().toLowerCase() === column.toLowerCase()) ?? -1;
  if (at >= 0) return at;
  const names = header === undefined ? 'it names none' : `there are ${header.map((name) => name.trim()).join(', ')}`;
  throw new IndicatorFormatError(`has no column "${column}"; ${names}`);
}
