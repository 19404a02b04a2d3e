import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Json, type LookupSource, parseJson, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { writeFileAtomically } from './atomic-file.ts';
import { parseCsv } from './csv.ts';
import { LookupFileError } from './errors.ts';
import { isErrno } from './sqlite/sqlite-error.ts';

type Table = ReadonlyMap<string, Json>;

interface TableFormat {
  parse(text: string, path: string): Table;
  /** @throws LookupFileError when files of this format are not written. */
  write(table: Table, path: string): string;
}

/**
 * One file as a {@link LookupSource}. It is read again whenever it has changed; a missing file is an empty table.
 *
 * - `.json`: one object, key → any value.
 * - `.csv`: a header, then rows whose first column is the key. With two columns the value is the second as text, with more it is
 *   an object of the others by header: `account,owner,stage` → `{"owner":"mia","stage":"prod"}`. It is not written, as its cells
 *   can hold only text.
 *
 * @throws LookupFileError for any other extension.
 */
export function openLookupFile(path: string): LookupSource {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new LookupFileError(`lookup file ${path} is neither .json nor .csv`, { place: { file: path } });
  let cached: { readonly version: string; readonly table: Table } | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const load = async (): Promise<Table> => {
    const version = await fileVersion(path);
    if (version === undefined) return new Map();
    if (cached?.version !== version) cached = { version, table: format.parse(await readFile(path, 'utf8'), path) };
    return cached.table;
  };
  const change = async (key: string, value: Json): Promise<void> => {
    const text = format.write(new Map([...(await load()), [key, value]]), path);
    await writeFileAtomically(path, text, { mode: await fileMode(path) });
  };

  return {
    async get(key) {
      return (await load()).get(key);
    },
    put(key, value) {
      const written = writing.then(() => change(key, value));
      writing = written.catch(() => undefined);
      return written;
    },
    async keys() {
      return [...(await load()).keys()].sort();
    },
  };
}

const json: TableFormat = {
  parse(text, path) {
    const table = parseOrThrow(text, path);
    if (!isJsonObject(table)) throw notATable(path, 'one JSON object');
    return new Map(Object.entries(table));
  },
  write(table) {
    return `${stringifyJson(Object.fromEntries(table), { indent: 2 })}\n`;
  },
};

const csv: TableFormat = {
  parse(text, path) {
    const [header, ...rows] = parseCsv(text);
    if (header === undefined) return new Map();
    const [, ...columns] = header;
    if (columns.length === 0) throw notATable(path, 'CSV with a key column and at least one more');
    const toValue = columns.length === 1 ? ([text = '']: string[]) => text : toObject(columns);
    return new Map(rows.map(([key = '', ...cells]) => [key, toValue(cells)]));
  },
  write(_table, path) {
    throw new LookupFileError(
      `lookup file ${path} is CSV, which is edited by hand; a table that is written must be .json`,
      {
        place: { file: path },
      },
    );
  },
};

const formats: Readonly<Record<string, TableFormat>> = { '.json': json, '.csv': csv };

const toObject =
  (columns: readonly string[]) =>
  (cells: readonly string[]): Json =>
    Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));

function parseOrThrow(text: string, path: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new LookupFileError(`lookup file ${path} is not JSON`, { cause, place: { file: path } });
  }
}

function notATable(path: string, expected: string): LookupFileError {
  return new LookupFileError(`lookup file ${path} must hold ${expected}`, { place: { file: path } });
}

async function fileVersion(path: string): Promise<string | undefined> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs}-${size}-${ino}`;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The file's own permissions; an operator's table is not a secret, so a new one is as others are. */
async function fileMode(path: string): Promise<number> {
  return stat(path).then(
    ({ mode }) => mode & 0o777,
    () => 0o644,
  );
}
