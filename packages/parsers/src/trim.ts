import { registerFunction, TYPE_STRING } from '@jmespath-community/jmespath';

/** White space as `\s` of JavaScript, and U+0085, as the library takes it. */
const space = /^[\s\x85]$/;

/**
 * Puts functions that take linear time in the place of the library's `trim`, `trim_left` and `trim_right`: those build a
 * regular expression that backtracks, so that a value with much white space inside would take minutes.
 */
export function replaceTrimFunctions(): void {
  const ofText = [{ types: [TYPE_STRING] }, { types: [TYPE_STRING], optional: true }];
  for (const [name, sides] of Object.entries({ trim: 'both', trim_left: 'left', trim_right: 'right' } as const)) {
    registerFunction(
      name,
      ([text, characters]) => trim(text as string, characters as string | undefined, sides),
      ofText,
      {
        override: true,
      },
    );
  }
}

function trim(text: string, characters: string | undefined, sides: 'both' | 'left' | 'right'): string {
  // No characters are white space, as in the library.
  const isTrimmed = (unit: string): boolean => (characters ? characters.includes(unit) : space.test(unit));
  let start = 0;
  let end = text.length;
  if (sides !== 'right') while (start < end && isTrimmed(text[start] as string)) start++;
  if (sides !== 'left') while (end > start && isTrimmed(text[end - 1] as string)) end--;
  return text.slice(start, end);
}
