/** Control and format characters: what a record holds must not move the cursor, ring, or turn a line around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text of others that is safe on a terminal and on one line: what does not print is spelled out, as `\u001b`. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) =>
    character === '\n' ? '\\n' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
