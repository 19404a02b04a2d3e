import type { Json } from '@streamalert/core';
import { FloatMarks } from './float-marks.ts';
import { pairLineFormat } from './line-fields.ts';
import { type Pair, type PairDialect, readPairs } from './read-pairs.ts';
import type { Candidate, ParserInput, RecordParser } from './record-parser.ts';

/** Options of the `kv` parser, as in `configuration` of a log schema. */
export interface KvParserOptions {
  /** Names of the fields, in order. */
  readonly keys: readonly string[];
  /** Text between pairs. Default: one space. */
  readonly delimiter?: string;
  /** Text between a key and its value. Default `=`. */
  readonly separator?: string;
  /** Characters any of which may stand around a value that holds delimiters. Default: none, quotes are ordinary. */
  readonly quotechar?: string;
  /** One character that makes the next one literal in a quoted value. Default: none. */
  readonly escapechar?: string;
  /**
   * `exact`: as many pairs as keys, and a repeated key stands for the key of its position, as in 3.5. `any`: optional keys
   * may be absent, and the last of equal keys counts. Default `exact`.
   */
  readonly pairs?: KvPairs;
}

/** How many pairs a record has. */
export type KvPairs = 'exact' | 'any';

/** The `kv` parser. */
export interface KvParser extends RecordParser {
  readonly name: 'kv';
}

/** The `kv` parser: a text of key-value pairs is one candidate. */
export function createKvParser(options: KvParserOptions): KvParser {
  const { keys, delimiter = ' ', separator = '=', quotechar, escapechar, pairs: count = 'exact' } = options;
  const dialect: PairDialect = {
    delimiter,
    separator,
    ...(quotechar !== undefined && { quotechar }),
    ...(escapechar !== undefined && { escapechar }),
  };
  const candidates = ({ value }: ParserInput): readonly Candidate[] => {
    if (typeof value !== 'string') return [{ ok: false, value, reason: 'not text' }];
    const pairs = readPairs(value, dialect);
    if (count === 'exact' && pairs.length !== keys.length) {
      const detail = `${pairs.length} ${pairs.length === 1 ? 'pair' : 'pairs'} in place of ${keys.length}`;
      return [{ ok: false, value, reason: 'other number of pairs', detail }];
    }
    const record = count === 'exact' ? byPosition(pairs, keys) : byName(pairs);
    if (record.size === 0) return [{ ok: false, value, reason: 'no pairs' }];
    return [{ ok: true, value: Object.fromEntries(record) as Record<string, Json>, floats: new FloatMarks() }];
  };
  const line = pairLineFormat(dialect);
  return {
    name: 'kv',
    takesText: true,
    candidates,
    candidatesOfItem: candidates,
    ...(line !== undefined && { line }),
  };
}

function byPosition(pairs: readonly Pair[], keys: readonly string[]): Map<string, string> {
  const record = new Map<string, string>();
  for (const [index, pair] of pairs.entries()) {
    if (pair === undefined) continue;
    const [key, value] = pair;
    record.set(record.has(key) ? (keys[index] as string) : key, value);
  }
  return record;
}

function byName(pairs: readonly Pair[]): Map<string, string> {
  return new Map(pairs.filter((pair) => pair !== undefined));
}
