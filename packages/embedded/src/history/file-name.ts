import { payloadId } from '@streamalert/core';

/**
 * A file of one partition. It holds the bodies of one stream from `first` to `last` that belong to the partition: all of
 * them, since a batch takes what is pending in order, and a compacted file takes whole files.
 *
 * So nothing is doubled, whatever moment the writer was killed at: a pending body inside the range of a file is in that
 * file, and a file whose range lies inside another's was replaced by it.
 */
export interface HistoryFile {
  /** {@link streamTag} of the bodies. */
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  /** {@link columnsTag} of the file: files with one tag are read together. */
  readonly columns: string;
}

/**
 * Names bodies that are written in order: those of one log type, or lines of one table, in one state database. Another
 * database counts from 1 again, so that its numbers say nothing about these files.
 */
export function streamTag(storeId: string, logType: string): string {
  return payloadId(storeId, logType).slice(0, 12);
}

/**
 * Names the columns of a file, so that a search need not open every file to learn them.
 *
 * @param columns Names and types; or the tags of several files that are joined.
 */
export function columnsTag(columns: readonly string[]): string {
  const distinct = [...new Set(columns)].sort();
  return distinct.length === 1 && tag.test(distinct[0] ?? '')
    ? (distinct[0] ?? '')
    : payloadId(...distinct).slice(0, 8);
}

const tag = /^[0-9a-f]{8}$/;

/** `9f86d081884c-17-42-5feceb66.parquet` */
export function formatFileName({ stream, first, last, columns }: HistoryFile): string {
  return `${stream}-${first}-${last}-${columns}.parquet`;
}

const fileName = /^([0-9a-f]{12})-(\d+)-(\d+)-([0-9a-f]{8})\.parquet$/;

/** `undefined` for a file that this project did not write. */
export function parseFileName(name: string): HistoryFile | undefined {
  const [, stream, first, last, columns] = fileName.exec(name) ?? [];
  return stream === undefined || columns === undefined
    ? undefined
    : { stream, first: Number(first), last: Number(last), columns };
}

/** True when the body is in one of the files. */
export function isInFile(files: readonly HistoryFile[], stream: string, seq: number): boolean {
  return files.some((file) => file.stream === stream && file.first <= seq && seq <= file.last);
}

/** The files that no other has replaced. */
export function currentFiles(files: readonly HistoryFile[]): readonly HistoryFile[] {
  return files.filter((file) => !files.some((other) => replaces(other, file)));
}

function replaces(other: HistoryFile, file: HistoryFile): boolean {
  if (other.stream !== file.stream || other.first > file.first || other.last < file.last) return false;
  return other.first < file.first || other.last > file.last;
}
