/** How a text of key-value pairs is written. */
export interface PairDialect {
  /** Between pairs; repeated ones count as one. */
  readonly delimiter: string;
  /** Between a key and its value. */
  readonly separator: string;
  /** Characters any of which may stand around a value. Absent: quotes are ordinary text. */
  readonly quotechar?: string;
  /** Makes the next character literal in a quoted value. */
  readonly escapechar?: string;
}

/** A piece between delimiters; `undefined` where it has no separator. */
export type Pair = readonly [key: string, value: string] | undefined;

/** Splits a text into pairs. Takes linear time. */
export function readPairs(text: string, dialect: PairDialect): readonly Pair[] {
  const { delimiter, separator, quotechar } = dialect;
  if (quotechar !== undefined) return new QuotedPairs(text, { ...dialect, quotechar }).read();
  return text
    .split(delimiter)
    .filter((piece) => piece !== '')
    .map((piece) => pairOf(piece, piece.indexOf(separator), separator));
}

function pairOf(piece: string, at: number, separator: string): Pair {
  return at < 0 ? undefined : [piece.slice(0, at), piece.slice(at + separator.length)];
}

/** A value that begins with a quote goes on to the next equal one, across delimiters; what follows it is appended. */
class QuotedPairs {
  readonly #text: string;
  readonly #dialect: PairDialect & { readonly quotechar: string };
  #at = 0;
  /** The next separator and delimiter at or after `#at`, so that none is searched for twice. */
  #separator = -1;
  #delimiter = -1;

  constructor(text: string, dialect: PairDialect & { readonly quotechar: string }) {
    this.#text = text;
    this.#dialect = dialect;
  }

  read(): readonly Pair[] {
    const pairs: Pair[] = [];
    while (this.#at < this.#text.length) {
      const end = this.#nextDelimiter();
      if (end > this.#at) pairs.push(this.#pair(end));
      else this.#at = end + this.#dialect.delimiter.length;
    }
    return pairs;
  }

  #pair(end: number): Pair {
    const { separator, quotechar } = this.#dialect;
    const start = this.#at;
    const separatorAt = this.#nextSeparator();
    const valueAt = separatorAt + separator.length;
    const quote = separatorAt < end ? this.#text[valueAt] : undefined;
    if (quote === undefined || !quotechar.includes(quote) || valueAt >= end) {
      this.#at = end;
      const piece = this.#text.slice(start, end);
      return pairOf(piece, separatorAt < end ? separatorAt - start : -1, separator);
    }
    this.#at = valueAt + 1;
    const quoted = this.#quoted(quote);
    const rest = this.#at;
    this.#at = this.#nextDelimiter();
    return [this.#text.slice(start, separatorAt), quoted + this.#text.slice(rest, this.#at)];
  }

  /** The text up to the closing quote, which is passed; without one, all that is left. */
  #quoted(quote: string): string {
    const { escapechar } = this.#dialect;
    const text = this.#text;
    let value = '';
    let from = this.#at;
    for (let at = from; at < text.length; at++) {
      if (text[at] === escapechar && at + 1 < text.length) {
        value += text.slice(from, at);
        from = ++at;
      } else if (text[at] === quote) {
        this.#at = at + 1;
        return value + text.slice(from, at);
      }
    }
    this.#at = text.length;
    return value + text.slice(from);
  }

  #nextDelimiter(): number {
    if (this.#delimiter < this.#at) this.#delimiter = indexOrEnd(this.#text, this.#dialect.delimiter, this.#at);
    return this.#delimiter;
  }

  #nextSeparator(): number {
    if (this.#separator < this.#at) this.#separator = indexOrEnd(this.#text, this.#dialect.separator, this.#at);
    return this.#separator;
  }
}

function indexOrEnd(text: string, part: string, from: number): number {
  const found = text.indexOf(part, from);
  return found < 0 ? text.length : found;
}
