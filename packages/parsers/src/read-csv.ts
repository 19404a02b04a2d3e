/** How a CSV text is written; each a single character. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quotechar: string;
  /** Makes the next character literal. Absent: no character does. */
  readonly escapechar?: string;
}

/** A row, and the text it was read from. Blank lines have no fields. */
export interface CsvRow {
  readonly fields: readonly string[];
  readonly source: string;
}

/** The rows of a text. After an error nothing more is read, and the row it is in is lost. */
export interface CsvRows {
  readonly rows: readonly CsvRow[];
  readonly error?: string;
}

/** Characters a field may have, as in Python. */
export const maxFieldCharacters = 131_072;

/**
 * Reads CSV as leniently as Python's reader does: a quote inside an unquoted field is literal, text after a closing
 * quote is appended, and a quote that is never closed takes the rest. White space is kept.
 */
export function readCsv(text: string, dialect: CsvDialect): CsvRows {
  const reader = new CsvReader(text, dialect);
  const rows: CsvRow[] = [];
  while (!reader.isDone) {
    const row = reader.next();
    if (typeof row === 'string') return { rows, error: row };
    rows.push(row);
  }
  return { rows };
}

/** The first row of a text, what keeps it from being read, or `undefined` where the text is empty. */
export function readCsvRow(text: string, dialect: CsvDialect): CsvRow | string | undefined {
  return text === '' ? undefined : new CsvReader(text, dialect).next();
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const none = -1;

class CsvReader {
  readonly #text: string;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  #at = 0;

  constructor(text: string, { delimiter, quotechar, escapechar }: CsvDialect) {
    this.#text = text;
    this.#delimiter = delimiter.codePointAt(0) ?? none;
    this.#quote = quotechar.codePointAt(0) ?? none;
    this.#escape = escapechar?.codePointAt(0) ?? none;
  }

  get isDone(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next row, or why it cannot be read. */
  next(): CsvRow | string {
    const start = this.#at;
    const fields: string[] = [];
    if (!isLineEnd(this.#code(start))) {
      for (;;) {
        const field = this.#field();
        if (isTooLong(field)) return `field longer than ${maxFieldCharacters} characters`;
        fields.push(field);
        if (this.#code(this.#at) !== this.#delimiter) break;
        this.#at += width(this.#delimiter);
      }
    }
    const end = this.#at;
    if (!this.#endLine()) return 'carriage return inside a row';
    return { fields, source: this.#text.slice(start, end) };
  }

  /** Reads up to the delimiter or line end after the field. */
  #field(): string {
    const text = this.#text;
    let value = '';
    let isQuoted = this.#code(this.#at) === this.#quote;
    if (isQuoted) this.#at += width(this.#quote);
    let from = this.#at;
    for (let at = from; ; at = this.#at) {
      const code = this.#code(at);
      if (code === none) break;
      this.#at += width(code);
      if (isQuoted && code === this.#quote && code !== this.#escape) {
        value += text.slice(from, at);
        from = this.#at;
        const next = this.#code(this.#at);
        // A doubled quote is one quote; after a closing one even a character that escapes is literal.
        isQuoted = next === this.#quote;
        if (!this.#isEnd(next)) this.#at += width(next);
      } else if (!isQuoted && this.#isEnd(code)) {
        this.#at = at;
        break;
      } else if (code === this.#escape) {
        value += text.slice(from, at);
        from = this.#at;
        const next = this.#code(this.#at);
        // As in Python: at the end of the text, a line feed is what was escaped.
        if (next === none) value += '\n';
        else this.#at += width(next);
      }
    }
    return value + text.slice(from, this.#at);
  }

  #isEnd(code: number): boolean {
    return code === none || code === this.#delimiter || isLineEnd(code);
  }

  /** Passes `\n`, `\r\n`, or a `\r` at the end of the text. */
  #endLine(): boolean {
    let code = this.#code(this.#at);
    while (code === carriageReturn) code = this.#code(++this.#at);
    if (code === none) return true;
    if (code !== lineFeed) return false;
    this.#at++;
    return true;
  }

  #code(at: number): number {
    return this.#text.codePointAt(at) ?? none;
  }
}

function isLineEnd(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}

function width(code: number): number {
  return code > 0xffff ? 2 : 1;
}

function isTooLong(field: string): boolean {
  if (field.length <= maxFieldCharacters) return false;
  let characters = 0;
  for (const _character of field) if (++characters > maxFieldCharacters) return true;
  return false;
}
