import type { Clock, Json, LookupDocument, LookupSource, Micros } from '@streamalert/core';
import { LookupError } from '../errors.ts';
import { decodeTable, encodeTable, type TableContent } from './table-content.ts';

/** Options of {@link createDocumentTable}. */
export interface DocumentTableOptions {
  /** Name of the table. */
  readonly table: string;
  readonly document: LookupDocument;
  /** Path or key of the document: its end says whether it is CSV, and errors name it. */
  readonly name: string;
  /** Write compressed; what is read is told by its first bytes. */
  readonly compression?: boolean;
  /** How long the content is used before it is looked whether there is another. */
  readonly refreshMinutes: number;
  readonly clock: Clock;
  /** Told when new content cannot be used, and the former is kept. */
  readonly onProblem: (message: string) => void;
}

interface Loaded {
  readonly content: TableContent;
  readonly version: string | undefined;
}

/** A table that cannot be read at all is tried again after so long, not for every record. */
const retryAfter: Micros = 10_000_000;

/**
 * A table whose document is read whole and kept. When new content cannot be read, the last good one stays, and that is
 * said once for each content.
 *
 * @throws LookupError from its methods while there is no good content at all.
 */
export function createDocumentTable(options: DocumentTableOptions): LookupSource {
  const { table, document, name, refreshMinutes, clock, onProblem } = options;
  let loaded: Loaded | undefined;
  let failure: LookupError | undefined;
  let nextLook = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const fail = (cause: unknown): LookupError => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new LookupError(`lookup table "${table}": ${name} ${reason}`, table, { cause, place: { file: name } });
  };
  const look = async (): Promise<void> => {
    const version = await document.version();
    if (loaded !== undefined && failure === undefined && version === loaded.version) return;
    const bytes = await document.read();
    if (bytes === undefined) throw new Error('does not exist');
    loaded = { content: decodeTable(name, bytes), version };
    failure = undefined;
  };
  const refresh = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      const problem = fail(error);
      if (loaded !== undefined && problem.message !== failure?.message) {
        onProblem(`${problem.message}; the content from before is still used`);
      }
      failure = problem;
    }
    const wait =
      failure === undefined ? refreshMinutes * 60_000_000 : Math.min(retryAfter, refreshMinutes * 60_000_000);
    nextLook = clock.now() + wait;
    looking = undefined;
  };
  const current = async (): Promise<TableContent> => {
    if (clock.now() >= nextLook) await (looking ??= refresh());
    if (loaded !== undefined) return loaded.content;
    throw failure ?? fail('was not read');
  };
  const change = async (key: string, value: Json): Promise<void> => {
    try {
      const bytes = await document.read();
      const content = new Map([...(bytes === undefined ? [] : decodeTable(name, bytes)), [key, value] as const]);
      await document.write(encodeTable(name, content, options.compression === true));
      nextLook = Number.NEGATIVE_INFINITY;
    } catch (error) {
      throw fail(error);
    }
  };

  return {
    async get(key) {
      return (await current()).get(key);
    },
    put(key, value) {
      const written = writing.then(() => change(key, value));
      writing = written.catch(() => undefined);
      return written;
    },
    async keys() {
      return [...(await current()).keys()].sort();
    },
  };
}
