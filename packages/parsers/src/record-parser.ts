import type { Json } from '@streamalert/core';
import type { FloatMarks } from './float-marks.ts';
import type { JsonPath } from './json-path.ts';
import type { LineFormat } from './line-fields.ts';

/** What a parser is given: a payload record after the attempt to decode it. */
export interface ParserInput {
  /** The decoded value, or the text where the data is not JSON. */
  readonly value: Json;
  readonly floats: FloatMarks;
  /** The text has U+FFFD in place of bytes that are not UTF-8. */
  readonly isLossy?: boolean;
  /** The first line of a payload of which the value is a later line: it may name the columns. */
  readonly header?: string;
}

/** One piece of data that may be a record of the log type, or why it cannot be one. */
export type Candidate =
  | {
      readonly ok: true;
      readonly value: Json;
      readonly floats: FloatMarks;
      /** The text it was read from, where it is one of several in it. */
      readonly source?: string;
    }
  | {
      readonly ok: false;
      readonly value: Json;
      /** One of few, for counting. */
      readonly reason: string;
      /** What exactly is wrong, where the reason does not say it all. */
      readonly detail?: string;
    };

/** Turns payload records into candidates. Never throws for data. */
export interface RecordParser {
  /** As `parser` of a log schema and `data_type` of a message: `json`. */
  readonly name: string;
  /** Data that is not JSON can hold its records. */
  readonly takesText: boolean;
  /** Where the records are in decoded JSON, tried in order; absent or empty: it is not looked up by path. */
  readonly paths?: readonly JsonPath[];
  readonly candidates: (input: ParserInput) => readonly Candidate[];
  /** The same for data that was taken out of its payload record before, and is therefore not looked up by path again. */
  readonly candidatesOfItem: (input: ParserInput) => readonly Candidate[];
  /** Whether the data only names the columns of what follows: no record, and nothing wrong either. */
  readonly isHeader?: (input: ParserInput) => boolean;
  /** How the fields of most single lines are found without making text of them. */
  readonly line?: LineFormat;
}
