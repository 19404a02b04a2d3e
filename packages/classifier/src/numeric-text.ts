import { maxIntegerDigits } from '@streamalert/parsers';

// White space as Python's str.strip takes it: no-break space counts, a byte order mark does not.
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const digits = '\\d+(?:_\\d+)*';
const integerText = new RegExp(`^${space}([-+]?${digits})${space}$`);
const floatText = new RegExp(
  `^${space}([-+]?(?:(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[-+]?${digits})?|inf(?:inity)?|nan))${space}$`,
  'i',
);
const otherDigits = /(?![0-9])\p{Nd}/gu;

/**
 * Reads an integer from text as Python does: trimmed, signed, `_` between digits, digits of any script.
 * `undefined` when the text is something else.
 */
export function integerFromText(text: string): number | bigint | undefined {
  const found = integerText.exec(withAsciiDigits(text))?.[1];
  if (found === undefined) return undefined;
  const plain = found.replaceAll('_', '').replace('+', '');
  if (plain.length > maxIntegerDigits) return undefined;
  const value = Number(plain);
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  return BigInt(plain);
}

/** Reads a float from text as Python does; also `nan`, `inf` and `infinity` in any case. */
export function floatFromText(text: string): number | undefined {
  const found = floatText.exec(withAsciiDigits(text))?.[1];
  if (found === undefined) return undefined;
  const word = /[-+]?(nan|inf)/i.exec(found);
  if (word === null) return Number(found.replaceAll('_', ''));
  if (word[1]?.toLowerCase() === 'nan') return Number.NaN;
  return found.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function withAsciiDigits(text: string): string {
  return text.replace(otherDigits, (digit) => String(digitValue(digit.codePointAt(0) as number)));
}

const isDigit = /^\p{Nd}$/u;

/** Unicode keeps the decimal digits of each script in consecutive tens, zero first. */
function digitValue(codePoint: number): number {
  let first = codePoint;
  while (isDigit.test(String.fromCodePoint(first - 1))) first--;
  return (codePoint - first) % 10;
}
