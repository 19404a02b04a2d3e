/** Control and format characters: a record must not move the cursor, ring, or turn the line around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const combining = /\p{M}/u;

/** Text that is safe on a terminal, on one line. */
export function printable(text: string): string {
  return text.replace(unprintable, ' ').trim();
}

/** Columns that a printable text takes. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += characterWidth(character);
  return columns;
}

/** The text in at most `width` columns, ending in `…` where something was cut. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let columns = 1;
  for (const character of text) {
    columns += characterWidth(character);
    if (columns > width) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept}…`;
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
