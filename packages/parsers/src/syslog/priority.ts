import { isDigit, type TextCursor } from '../text-cursor.ts';

/** The number between `<` and `>`, which holds facility and severity. https://datatracker.ietf.org/doc/html/rfc5424#section-6.2.1 */
export interface Priority {
  readonly priority: string;
  readonly facility: string;
  readonly severity: string;
}

const maxPriority = 191;
const isAsciiDigit = (code: number): boolean => code < 128 && isDigit(code);

/** Passes a priority. */
export function readPriority(cursor: TextCursor): Priority | undefined {
  if (!cursor.literal('<')) return undefined;
  const digits = cursor.run(isAsciiDigit);
  const priority = Number(digits);
  if (digits === '' || digits.length > 3 || priority > maxPriority || !cursor.literal('>')) return undefined;
  return { priority: String(priority), facility: String(priority >> 3), severity: String(priority & 7) };
}
