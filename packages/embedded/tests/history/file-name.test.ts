import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnsTag,
  currentFiles,
  formatFileName,
  type HistoryFile,
  isInFile,
  parseFileName,
  streamTag,
} from '../../src/history/file-name.ts';

const stream = streamTag('store', 'cloudtrail:events');
const columns = columnsTag(['eventname VARCHAR']);

/** Cuts 1…n into neighbouring ranges, then joins some neighbours again and again, keeping the parts, as compaction does. */
const compactedFiles = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
    joins: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
  })
  .map(({ sizes, joins }) => {
    const files: HistoryFile[] = [];
    for (const size of sizes) {
      const first = (files.at(-1)?.last ?? 0) + 1;
      files.push({ stream, first, last: first + size - 1, columns });
    }
    const end = files.at(-1)?.last ?? 0;
    for (const [from, count] of joins) {
      const current = currentFiles(files).toSorted((a, b) => a.first - b.first);
      const parts = current.slice(from % current.length).slice(0, 1 + (count % current.length));
      const first = parts[0]?.first ?? 1;
      if (parts.length > 1) files.push({ stream, first, last: parts.at(-1)?.last ?? first, columns });
    }
    return { files, end };
  });

describe('names of history files', () => {
  it('are read as they were written', () => {
    expect(parseFileName(formatFileName({ stream, first: 3, last: 17, columns }))).toStrictEqual({
      stream,
      first: 3,
      last: 17,
      columns,
    });
  });

  it.each([
    'part-0.parquet',
    `${stream}-1-2-${columns}.parquet.tmp`,
    `${stream}-1-2.parquet`,
    `x${stream}-1-2-${columns}.parquet`,
  ])('do not include %s', (name) => {
    expect(parseFileName(name)).toBeUndefined();
  });

  it('hold every body in exactly one current file, however often files were joined', () => {
    fc.assert(
      fc.property(compactedFiles, ({ files, end }) => {
        const current = currentFiles(files);
        for (let seq = 1; seq <= end; seq += 1) {
          expect(current.filter((file) => isInFile([file], stream, seq))).toHaveLength(1);
        }
      }),
    );
  });

  it('say nothing about the bodies of another state or log type', () => {
    const other = streamTag('store', 'cloudtrail:digest');

    expect(isInFile([{ stream, first: 1, last: 9, columns }], other, 5)).toBe(false);
    expect(
      currentFiles([
        { stream, first: 1, last: 9, columns },
        { stream: other, first: 2, last: 3, columns },
      ]),
    ).toHaveLength(2);
  });

  it('tell files with other columns apart, and keep the tag of equal files that are joined', () => {
    const others = columnsTag(['eventname BIGINT']);

    expect(columnsTag([columns, columns])).toBe(columns);
    expect(new Set([columns, others, columnsTag([columns, others])]).size).toBe(3);
    expect(columnsTag([others, columns])).toBe(columnsTag([columns, others]));
  });
});
