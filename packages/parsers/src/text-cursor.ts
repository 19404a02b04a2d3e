/** Tells whether a character, as a code point, belongs to a class. */
export type CharacterTest = (codePoint: number) => boolean;

const asciiWord = Uint8Array.from({ length: 128 }, (_, code) => (/\w/.test(String.fromCharCode(code)) ? 1 : 0));

/** Letters, numbers and `_` of any script, as `\w` of Python. */
export const isWord: CharacterTest = (code) =>
  code < 128 ? asciiWord[code] === 1 : /^[\p{L}\p{N}]$/u.test(String.fromCodePoint(code));

/** Decimal digits of any script, as `\d` of Python. */
export const isDigit: CharacterTest = (code) =>
  code < 128 ? code >= 0x30 && code <= 0x39 : /^\p{Nd}$/u.test(String.fromCodePoint(code));

/** White space, as `\s` of Python: the separators U+001C to U+001F count, a byte order mark does not. */
export const isSpace: CharacterTest = (code) =>
  code < 128
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
    : /^[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(String.fromCodePoint(code));

/** Reads a text from its beginning on, without ever going back further than to a place it was told to. */
export class TextCursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isDone(): boolean {
    return this.at >= this.text.length;
  }

  /** All that is left. */
  get rest(): string {
    return this.text.slice(this.at);
  }

  /** Passes one character of a class. */
  one(test: CharacterTest): boolean {
    const code = this.text.codePointAt(this.at);
    if (code === undefined || !test(code)) return false;
    this.at += code > 0xffff ? 2 : 1;
    return true;
  }

  /** Passes exactly so many characters of a class. */
  exactly(count: number, test: CharacterTest): boolean {
    for (let index = 0; index < count; index++) if (!this.one(test)) return false;
    return true;
  }

  /** Passes a given text. */
  literal(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** Passes as many characters of a class as there are, and gives them. */
  run(test: CharacterTest): string {
    const start = this.at;
    while (this.one(test));
    return this.text.slice(start, this.at);
  }

  /** What was passed since a place. */
  since(start: number): string {
    return this.text.slice(start, this.at);
  }
}
